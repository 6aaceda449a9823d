using EasyCron.Testing;
using EasyCron.Testing.Network;
using EasyCron.Testing.Postgres;
using EasyCron.Testing.Processes;
using Npgsql;

namespace EasyCron.Storage.Tests;

/// <summary>Ways to reach a server, and what happens when it does not answer.</summary>
public class ConnectionTests
{
    private static async Task<string> AskAsync(string url, string question)
    {
        await using var database = new Database(PostgresSettings.FromUrl(url));
        return await database.QuerySingleAsync(question, [], row => row.Text(), default);
    }

    [Test]
    public async Task A_unix_socket_is_reached_in_both_spellings()
    {
        await using var server = await PostgresServer.StartPrivateAsync();
        var directory = Uri.EscapeDataString(server.SocketDirectory);
        const string Question = "select coalesce(inet_client_addr()::text, 'socket')";

        Assert.That(await AskAsync($"postgresql://postgres@localhost:{server.Address.Port}/postgres?host={directory}", Question), Is.EqualTo("socket"));
        Assert.That(await AskAsync($"postgresql://postgres@{directory}:{server.Address.Port}/postgres", Question), Is.EqualTo("socket"));
    }

    [Test]
    public async Task An_IPv6_address_is_reached()
    {
        await using var server = await PostgresServer.StartPrivateAsync(new PostgresServerOptions { Settings = new Dictionary<string, string> { ["listen_addresses"] = "::1" } });

        Assert.That(await AskAsync($"postgresql://postgres@[::1]:{server.Address.Port}/postgres", "select host(inet_client_addr())"), Is.EqualTo("::1"));
    }

    [TestCase("p@ss:w/rd?#%&=+;'\" \\ é漢😀")]
    [TestCase(";Host=elsewhere;")]
    public async Task Any_password_and_any_name_logs_in(string password)
    {
        await using var server = await PostgresServer.StartPrivateAsync(new PostgresServerOptions { RequirePassword = true });
        await using var admin = await server.CreateEmptyDatabaseAsync();
        var role = $"a @:/?#;='{UniqueName.Next()}";
        await admin.ExecuteAsync($"create role \"{role}\" login password '{password.Replace("'", "''", StringComparison.Ordinal)}'");
        var address = admin.Address with { User = role, Password = password };

        Assert.That(await AskAsync(address.Url, "select current_user::text"), Is.EqualTo(role));

        var fault = await Assert.CatchAsync(() => AskAsync((address with { Password = "wrong" }).Url, "select ''"));
        Assert.That(PostgresFault.IsTransient(fault!), Is.False);
        Assert.That(PostgresFault.Advice(fault!), Does.Contain("check user and password"));
    }

    [Test]
    public async Task The_application_name_and_the_options_reach_the_server()
    {
        var server = await PostgresServer.SharedAsync();

        Assert.That(
            await AskAsync(server.Address.Url + "&application_name=my+worker&options=-c%20statement_timeout%3D7s", "select current_setting('application_name') || ' ' || current_setting('statement_timeout')"),
            Is.EqualTo("my worker 7s"));
    }

    [Test]
    public async Task Encryption_is_verified_where_it_is_asked_for()
    {
        var (trusted, stranger) = (TestCertificate.Create(), TestCertificate.Create());
        await using var server = await PostgresServer.StartPrivateAsync(new PostgresServerOptions
        {
            Settings = new Dictionary<string, string> { ["ssl"] = "on", ["ssl_cert_file"] = trusted.CertificateFile, ["ssl_key_file"] = await KeyOfServerAsync(trusted.KeyFile) },
        });
        Task<string> AskWith(string parameters) =>
            AskAsync($"{server.Address.Url}&{parameters}", "select ssl::text from pg_stat_ssl where pid = pg_backend_pid()");
        string Authority(TestCertificate certificate) => Uri.EscapeDataString(certificate.AuthorityFile);

        Assert.That(await AskWith("sslmode=disable"), Is.EqualTo("false"));
        Assert.That(await AskWith("sslmode=prefer"), Is.EqualTo("true"));
        Assert.That(await AskWith("sslmode=require"), Is.EqualTo("true"));
        Assert.That(await AskWith($"sslmode=verify-full&sslrootcert={Authority(trusted)}"), Is.EqualTo("true"));
        Assert.That(await AskWith($"sslmode=require&sslcert={Authority(trusted)}&sslaccept=strict"), Is.EqualTo("true"));
        Assert.That(await AskWith($"sslmode=require&sslcert={Authority(stranger)}&sslaccept=accept_invalid_certs"), Is.EqualTo("true"));
        Assert.That(() => AskWith($"sslmode=verify-full&sslrootcert={Authority(stranger)}"), Throws.InstanceOf<NpgsqlException>());
        Assert.That(() => AskWith($"sslmode=require&sslcert={Authority(stranger)}"), Throws.InstanceOf<NpgsqlException>());
        Assert.That(() => AskWith("sslmode=verify-full"), Throws.InstanceOf<NpgsqlException>(), "the system does not know the authority");
    }

    // The server wants its key to be its own and closed to others.
    private static async Task<string> KeyOfServerAsync(string key)
    {
        var copy = Path.Combine(TestDirectory.Create("key"), "server.key");
        File.Copy(key, copy);
        File.SetUnixFileMode(copy, UnixFileMode.UserRead);
        if (Environment.IsPrivilegedProcess)
        {
            await ChildProcess.RunAsync("chown", ["postgres:", copy]);
        }

        return copy;
    }

    [Test]
    public async Task A_server_that_is_away_is_a_transient_fault_and_its_return_is_noticed_by_the_same_pool()
    {
        await using var server = await PostgresServer.StartPrivateAsync();
        await using var database = new Database(PostgresSettings.FromUrl(server.Address.Url));
        await database.ServerTimeAsync();

        await server.StopAsync();
        for (var turn = 0; turn < 3; turn++)
        {
            var fault = (await Assert.CatchAsync(() => database.ServerTimeAsync()))!;
            Assert.That(PostgresFault.IsTransient(fault), Is.True, fault.ToString());
        }

        await server.StartAsync();
        await Eventually.BecomesTrueAsync(async () =>
        {
            try
            {
                await database.ServerTimeAsync();
                return true;
            }
            catch (NpgsqlException fault) when (PostgresFault.IsTransient(fault))
            {
                return false;
            }
        });
    }

    [Test]
    public async Task A_server_that_stops_answering_is_a_transient_fault_within_the_limit()
    {
        await using var server = await PostgresServer.StartPrivateAsync();
        await using var database = new Database(PostgresSettings.FromUrl(server.Address.Url + "&socket_timeout=1&connect_timeout=1"));
        await database.ServerTimeAsync();

        server.Pause();
        var fault = (await Assert.CatchAsync(() => database.ServerTimeAsync()))!;
        server.Resume();

        Assert.That(PostgresFault.IsTransient(fault), Is.True, fault.ToString());
        Assert.That(PostgresFault.Advice(fault), Does.Contain("does not answer in time"));
    }

    [Test]
    public async Task Nobody_listening_is_a_transient_fault_with_advice()
    {
        var fault = (await Assert.CatchAsync(() => AskAsync($"postgresql://postgres@127.0.0.1:{FreePort.Next()}/postgres", "select ''")))!;

        Assert.That(PostgresFault.IsTransient(fault), Is.True);
        Assert.That(PostgresFault.Advice(fault), Does.Contain("check host and port"));
    }

    [Test]
    public async Task A_database_that_is_not_there_is_a_lasting_fault_with_advice()
    {
        var server = await PostgresServer.SharedAsync();
        var fault = (await Assert.CatchAsync(() => AskAsync((server.Address with { Database = "nowhere" }).Url, "select ''")))!;

        Assert.That(PostgresFault.IsTransient(fault), Is.False);
        Assert.That(PostgresFault.Advice(fault), Does.Contain("database's name"));
    }
}
