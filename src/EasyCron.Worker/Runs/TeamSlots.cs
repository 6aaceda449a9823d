using EasyCron.Storage;

namespace EasyCron.Worker.Runs;

/// <summary>
/// Keeps one team from holding every slot of a worker. While jobs of more than one team exist, a team's runs get nine tenths of the slots and no more; what it has beyond
/// them goes back to the queue, to come again about when it will have its turn. So a herd of one team empties out of the others' way, however long its requests hang.
/// </summary>
/// <remarks>A run that a person waits for, or that is late already, may use half of what is kept free, so that its own team's herd does not stand before it either.</remarks>
internal sealed class TeamSlots(JobRepository jobs, int slots, TimeProvider clock)
{
    private static readonly TimeSpan SoonestTurn = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LatestTurn = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan AnswerKept = TimeSpan.FromSeconds(30);

    private readonly int _keptFree = Math.Max(1, slots / 10);
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Team> _teams = new(StringComparer.Ordinal);
    private (bool Several, DateTimeOffset AskedAt) _answer;

    /// <summary>Takes a slot for a run.</summary>
    /// <param name="teamId">The team its job belongs to.</param>
    /// <param name="trigger">What caused it.</param>
    /// <param name="cancellationToken">Cancels the question whether there are other teams, asked at most every 30 s and only by a team at its limit.</param>
    /// <returns>The slot, to be disposed when the run leaves it; or when to come again.</returns>
    public async ValueTask<TeamSlot> TakeAsync(string teamId, RunTrigger trigger, CancellationToken cancellationToken)
    {
        var hurries = trigger is RunTrigger.Manual or RunTrigger.CatchUp;
        var most = Math.Max(1, slots - (hurries ? Math.Max(1, _keptFree / 2) : _keptFree));
        if (Enter(teamId, most) is { } slot)
        {
            return slot;
        }

        return await HasOthersAsync(cancellationToken) ? Turn(teamId) : Enter(teamId, int.MaxValue) ?? Turn(teamId);
    }

    private TeamSlot? Enter(string teamId, int most)
    {
        lock (_gate)
        {
            if (!_teams.TryGetValue(teamId, out var team))
            {
                _teams[teamId] = team = new Team();
            }

            if (team.Begun.Count >= most)
            {
                return null;
            }

            var begun = team.Begun.AddLast(clock.GetTimestamp());
            return new TeamSlot(() => Leave(teamId, team, begun));
        }
    }

    private void Leave(string teamId, Team team, LinkedListNode<long> begun)
    {
        lock (_gate)
        {
            team.Begun.Remove(begun);
            team.UsualTime += (clock.GetElapsedTime(begun.Value) - team.UsualTime) / 10;
            if (team.Begun.Count == 0)
            {
                _teams.Remove(teamId);
            }
        }
    }

    /// <summary>Whoever is turned away comes again one after the other, as fast as the team's slots become free: as they usually do, or later where they hang now.</summary>
    private TeamSlot Turn(string teamId)
    {
        lock (_gate)
        {
            var now = clock.GetUtcNow();
            var soonest = now + SoonestTurn;
            if (!_teams.TryGetValue(teamId, out var team) || team.Begun.First is not { } oldest)
            {
                return new TeamSlot(soonest);
            }

            var hanging = clock.GetElapsedTime(oldest.Value) / 2;
            var held = hanging > team.UsualTime ? hanging : team.UsualTime;
            team.LastTurn = (team.LastTurn > soonest ? team.LastTurn : soonest) + (held / team.Begun.Count);
            var latest = now + LatestTurn;
            return new TeamSlot(team.LastTurn < latest ? team.LastTurn : latest);
        }
    }

    private async ValueTask<bool> HasOthersAsync(CancellationToken cancellationToken)
    {
        var answer = _answer;
        var now = clock.GetUtcNow();
        if (answer.AskedAt == default || now - answer.AskedAt >= AnswerKept)
        {
            _answer = answer = (await jobs.HasSeveralTeamsAsync(cancellationToken), now);
        }

        return answer.Several;
    }

    /// <summary>A team that holds slots.</summary>
    private sealed class Team
    {
        public LinkedList<long> Begun { get; } = [];

        public TimeSpan UsualTime { get; set; }

        public DateTimeOffset LastTurn { get; set; }
    }
}
