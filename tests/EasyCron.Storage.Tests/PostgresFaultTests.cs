using System.Net.Sockets;
using Npgsql;

namespace EasyCron.Storage.Tests;

public class PostgresFaultTests
{
    private static PostgresException Refused(string state) => new("message", "ERROR", "ERROR", state);

    [TestCase("08006", true)]
    [TestCase("08P01", true)]
    [TestCase("40001", true)]
    [TestCase("40P01", true)]
    [TestCase("53300", true)]
    [TestCase("53100", true)]
    [TestCase("55P03", true)]
    [TestCase("57014", true)]
    [TestCase("57P01", true)]
    [TestCase("57P03", true)]
    [TestCase("58030", true)]
    [TestCase("25006", true)]
    [TestCase("0A000", false)]
    [TestCase("22021", false)]
    [TestCase("23503", false)]
    [TestCase("23505", false)]
    [TestCase("28P01", false)]
    [TestCase("3D000", false)]
    [TestCase("42501", false)]
    [TestCase("42P01", false)]
    [TestCase("42703", false)]
    [TestCase("55000", false)]
    [TestCase("XX001", false)]
    public void A_refusal_is_transient_by_its_code(string state, bool transient) => Assert.That(PostgresFault.IsTransient(Refused(state)), Is.EqualTo(transient));

    private static IEnumerable<TestCaseData> Others()
    {
        yield return new TestCaseData(new TimeoutException(), true).SetArgDisplayNames("time-out");
        yield return new TestCaseData(new IOException(), true).SetArgDisplayNames("connection cut");
        yield return new TestCaseData(new SocketException(), true).SetArgDisplayNames("socket");
        yield return new TestCaseData(new NpgsqlException("x", new TimeoutException()), true).SetArgDisplayNames("pool exhausted");
        yield return new TestCaseData(new NpgsqlException("x", new NpgsqlException("y", new SocketException())), true).SetArgDisplayNames("nested");
        yield return new TestCaseData(new NpgsqlException("x"), false).SetArgDisplayNames("driver");
        yield return new TestCaseData(new InvalidOperationException(), false).SetArgDisplayNames("defect");
        yield return new TestCaseData(new OperationCanceledException(), false).SetArgDisplayNames("cancelled");
    }

    [TestCaseSource(nameof(Others))]
    public void Faults_on_the_way_are_transient_and_defects_are_not(Exception fault, bool transient) => Assert.That(PostgresFault.IsTransient(fault), Is.EqualTo(transient));

    [TestCase("26000", "pgbouncer=true")]
    [TestCase("42P05", "pgbouncer=true")]
    [TestCase("28P01", "user and password")]
    [TestCase("3D000", "database's name")]
    [TestCase("42P01", "schema=")]
    [TestCase("42501", "grant")]
    [TestCase("53300", "connection_limit")]
    [TestCase("25006", "primary")]
    public void A_refusal_that_people_can_mend_comes_with_advice(string state, string advice) => Assert.That(PostgresFault.Advice(Refused(state)), Does.Contain(advice));

    [Test]
    public void Where_there_is_nothing_to_add_there_is_no_advice() => Assert.That(PostgresFault.Advice(Refused("23505")), Is.Null);
}
