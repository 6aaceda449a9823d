using EasyCron.BullMq.Jobs;
using EasyCron.BullMq.Working;

namespace EasyCron.BullMq.Tests.Working;

public sealed class SlotGateTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(10);

    [Test]
    public void No_more_slots_are_reserved_than_there_are()
    {
        var gate = new SlotGate(5);

        Assert.That((gate.Reserve(3), gate.Reserve(3), gate.Reserve(3)), Is.EqualTo((3, 2, 0)));
        gate.Return(4);
        Assert.That(gate.Reserve(50), Is.EqualTo(4));
    }

    [Test]
    public void A_slot_that_is_only_reserved_is_not_in_use()
    {
        var gate = new SlotGate(1);
        gate.Reserve(1);
        Assert.That(gate.AreAllInUse, Is.False);

        var slot = gate.Begin();
        Assert.That(gate.AreAllInUse, Is.True);
        slot.Leave();
        Assert.That(gate.AreAllInUse, Is.False);
    }

    [Test]
    public void A_slot_that_was_left_is_free_once()
    {
        var gate = new SlotGate(1);
        var slot = BeginIn(gate);

        slot.Leave();
        slot.Leave();
        Assert.That((gate.Reserve(2), gate.AreAnyLeft), Is.EqualTo((1, true)));
        slot.End();
        Assert.That((gate.Reserve(2), gate.AreAnyLeft), Is.EqualTo((0, false)));
    }

    [Test]
    public void No_more_jobs_leave_their_slots_than_there_are_slots()
    {
        var gate = new SlotGate(1);
        var first = BeginIn(gate);
        first.Leave();
        var second = BeginIn(gate);

        second.Leave();
        Assert.That((second.IsLeft, gate.Reserve(1)), Is.EqualTo((false, 0)));
        first.End();
        second.Leave();
        Assert.That((second.IsLeft, gate.Reserve(1)), Is.EqualTo((true, 1)));
    }

    [Test]
    public void A_slot_that_is_over_is_not_left_any_more()
    {
        var gate = new SlotGate(2);
        gate.Reserve(2);
        var slot = gate.Begin();
        slot.End();

        slot.Leave();
        Assert.That((gate.Reserve(2), gate.AreAnyLeft), Is.EqualTo((1, false)));
    }

    [Test]
    public void A_job_that_has_ended_does_not_leave_the_slot_that_another_runs_in()
    {
        var gate = new SlotGate(1);
        var slot = BeginIn(gate);
        using var ended = new ActiveJob(new JobRecord { Id = "1", Name = "n" }, "token", taken: 0, slot) { Settling = true };

        ended.LeaveSlot();
        Assert.That(slot.IsLeft, Is.False);
    }

    [Test]
    public async Task Who_waits_for_slots_goes_on_when_so_many_are_free()
    {
        var gate = new SlotGate(3);
        gate.Reserve(3);
        var two = gate.FreeAsync(2, CancellationToken.None);

        gate.Return(1);
        Assert.That(two.IsCompleted, Is.False);
        gate.Return(1);
        await two.WaitAsync(Deadline);
    }

    [Test]
    public async Task Who_waits_for_slots_goes_on_when_something_else_happens_or_the_limit_grows()
    {
        var gate = new SlotGate(1);
        gate.Reserve(1);
        var other = new TaskCompletionSource();
        var waiting = gate.FreeAsync(1, CancellationToken.None, other.Task);

        other.SetResult();
        await waiting.WaitAsync(Deadline);
        waiting = gate.FreeAsync(1, CancellationToken.None);
        gate.Limit = 2;
        await waiting.WaitAsync(Deadline);
    }

    [Test]
    public async Task Nothing_is_in_progress_only_when_jobs_that_left_their_slots_have_ended()
    {
        var gate = new SlotGate(1);
        var slot = BeginIn(gate);
        slot.Leave();
        var idle = gate.IdleAsync(CancellationToken.None);

        Assert.That(idle.IsCompleted, Is.False);
        slot.End();
        await idle.WaitAsync(Deadline);
    }

    private static Slot BeginIn(SlotGate gate)
    {
        gate.Reserve(1);
        return gate.Begin();
    }
}
