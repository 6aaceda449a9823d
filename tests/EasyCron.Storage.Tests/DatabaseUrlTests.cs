using EasyCron.Testing;
using Npgsql;

namespace EasyCron.Storage.Tests;

public class DatabaseUrlTests
{
    private static readonly string Pem = Path.Combine(TestDirectory.Create("url"), "a b.pem");

    [OneTimeSetUp]
    public static void WriteFile() => File.WriteAllText(Pem, "");

    private static string Show(PostgresSettings s) => $"{s.User}|{s.Password}|{s.Host}|{s.Port}|{s.DatabaseName}|{s.Schema}";

    [TestCase("postgresql://u:p@h:5433/d?schema=s", "u|p|h|5433|d|s")]
    [TestCase("postgres://u:p@h/d", "u|p|h|5432|d|public")]
    [TestCase("POSTGRESQL://u:p@h/d", "u|p|h|5432|d|public")]
    [TestCase("  postgresql://u:p@h/d\n", "u|p|h|5432|d|public")]
    [TestCase("postgresql://u@h/d", "u||h|5432|d|public")]
    [TestCase("postgresql://u:@h/d", "u||h|5432|d|public")]
    [TestCase("postgresql://u:p@h:/d", "u|p|h|5432|d|public")]
    [TestCase("postgresql://u:p@/d", "u|p|localhost|5432|d|public")]
    [TestCase("postgresql://u:p@h/d?", "u|p|h|5432|d|public")]
    [TestCase("postgresql://u:p@h/d?schema=", "u|p|h|5432|d|public")]
    [TestCase("postgresql://u:p@h/d?schema=My%20App", "u|p|h|5432|d|My App")]
    [TestCase("postgresql://u:p@h/d?schema=a&schema=b", "u|p|h|5432|d|b")]
    [TestCase("postgresql://u:p@h/d?SCHEMA=s", "u|p|h|5432|d|s")]
    [TestCase("postgresql://u%40corp:p%40ss%3Aw%2Frd%3F%23%25@h/d", "u@corp|p@ss:w/rd?#%|h|5432|d|public")]
    [TestCase("postgresql://u:p:q@h/d", "u|p:q|h|5432|d|public")]
    [TestCase("postgresql://u:p@q@h/d", "u|p@q|h|5432|d|public")]
    [TestCase("postgresql://u:100%@h/d", "u|100%|h|5432|d|public")]
    [TestCase("postgresql://u:a%zzb@h/d", "u|a%zzb|h|5432|d|public")]
    [TestCase("postgresql://u:a+b@h/d", "u|a+b|h|5432|d|public")]
    [TestCase("postgresql://u:a;b=c'd\"e&f@h/d", "u|a;b=c'd\"e&f|h|5432|d|public")]
    [TestCase("postgresql://u:%F0%9F%98%80%C3%A9@h/d", "u|😀é|h|5432|d|public")]
    [TestCase("postgresql://u:é漢@h/d", "u|é漢|h|5432|d|public")]
    [TestCase("postgresql://u:p@h/my%20db%2Fx", "u|p|h|5432|my db/x|public")]
    [TestCase("postgresql://u:p@[::1]:5433/d", "u|p|::1|5433|d|public")]
    [TestCase("postgresql://u:p@[fe80::1]/d", "u|p|fe80::1|5432|d|public")]
    [TestCase("postgresql://u:p@127.0.0.1/d", "u|p|127.0.0.1|5432|d|public")]
    [TestCase("postgresql://u:p@db.example-1.com:65535/d", "u|p|db.example-1.com|65535|d|public")]
    [TestCase("postgresql://u:p@my_db/d", "u|p|my_db|5432|d|public")]
    [TestCase("postgresql://u:p@localhost/d?host=/var/run/postgresql", "u|p|/var/run/postgresql|5432|d|public")]
    [TestCase("postgresql:///d?host=/tmp/a%20b", "root||/tmp/a b|5432|d|public")]
    [TestCase("postgresql://u@%2Fvar%2Frun/d", "u||/var/run|5432|d|public")]
    [TestCase("postgresql://u:p@h/d?application_name=a@b", "u|p|h|5432|d|public")]
    public void An_address_is_taken_apart(string url, string expected)
    {
        var settings = PostgresSettings.FromUrl(url);

        var user = Environment.UserName;
        Assert.That(Show(settings), Is.EqualTo(expected.StartsWith("root|", StringComparison.Ordinal) ? user + expected[4..] : expected));
    }

    [TestCase("connection_limit=1", "PoolSize", 1)]
    [TestCase("connection_limit=1000", "PoolSize", 1000)]
    [TestCase("", "PoolSize", 20)]
    [TestCase("statement_cache_size=0", "StatementCacheSize", 0)]
    [TestCase("", "StatementCacheSize", 100)]
    [TestCase("pgbouncer=true", "PgBouncer", true)]
    [TestCase("pgbouncer=true", "StatementCacheSize", 0)]
    [TestCase("pgbouncer=true&statement_cache_size=50", "StatementCacheSize", 0)]
    [TestCase("pgbouncer=false", "PgBouncer", false)]
    [TestCase("application_name=my+app%21", "ApplicationName", "my app!")]
    [TestCase("", "ApplicationName", "easycron")]
    [TestCase("options=-c%20statement_timeout%3D5s", "Options", "-c statement_timeout=5s")]
    public void A_parameter_sets_what_it_names(string query, string property, object expected) =>
        Assert.That(PostgresSettings.FromUrl($"postgresql://u:p@h/d?{query}"), Has.Property(property).EqualTo(expected));

    [TestCase("", "OpenTimeout", 10)]
    [TestCase("connect_timeout=3", "OpenTimeout", 3)]
    [TestCase("pool_timeout=30&connect_timeout=3", "OpenTimeout", 30)]
    [TestCase("pool_timeout=2&connect_timeout=3", "OpenTimeout", 3)]
    [TestCase("pool_timeout=0&connect_timeout=3", "OpenTimeout", 0)]
    [TestCase("socket_timeout=7", "CommandTimeout", 7)]
    [TestCase("", "CommandTimeout", 15)]
    [TestCase("max_idle_connection_lifetime=60", "IdleLifetime", 60)]
    [TestCase("max_connection_lifetime=600", "ConnectionLifetime", 600)]
    public void A_time_is_counted_in_seconds(string query, string property, int seconds) =>
        Assert.That(PostgresSettings.FromUrl($"postgresql://u:p@h/d?{query}"), Has.Property(property).EqualTo(TimeSpan.FromSeconds(seconds)));

    [TestCase("", "Prefer root= cert= key=")]
    [TestCase("sslmode=disable", "Disable root= cert= key=")]
    [TestCase("sslmode=allow", "Allow root= cert= key=")]
    [TestCase("sslmode=require", "Require root= cert= key=")]
    [TestCase("sslmode=no-verify", "Require root= cert= key=")]
    [TestCase("sslmode=verify-ca&sslrootcert=FILE", "VerifyCA root=FILE cert= key=")]
    [TestCase("sslmode=verify-full&sslrootcert=FILE", "VerifyFull root=FILE cert= key=")]
    [TestCase("sslmode=verify-full", "VerifyFull root= cert= key=")]
    [TestCase("sslrootcert=system", "VerifyFull root= cert= key=")]
    [TestCase("sslmode=require&sslrootcert=FILE", "VerifyCA root=FILE cert= key=")]
    [TestCase("sslmode=require&sslcert=FILE", "VerifyCA root=FILE cert= key=")]
    [TestCase("sslmode=require&sslcert=FILE&sslaccept=strict", "VerifyFull root=FILE cert= key=")]
    [TestCase("sslmode=require&sslcert=FILE&sslaccept=accept_invalid_certs", "Require root= cert= key=")]
    [TestCase("sslaccept=strict", "VerifyFull root= cert= key=")]
    [TestCase("sslmode=disable&sslaccept=strict", "Disable root= cert= key=")]
    [TestCase("sslmode=require&sslidentity=FILE&sslpassword=s", "Require root= cert=FILE key=")]
    [TestCase("sslmode=verify-ca&sslcert=FILE&sslkey=FILE&sslrootcert=FILE", "VerifyCA root=FILE cert=FILE key=FILE")]
    public void Encryption_is_read_as_Prisma_and_libpq_write_it(string query, string expected)
    {
        var file = Uri.EscapeDataString(Pem);
        var tls = PostgresSettings.FromUrl($"postgresql://u:p@h/d?{query.Replace("FILE", file, StringComparison.Ordinal)}").Tls;

        var shown = $"{tls.Mode} root={tls.RootCertificate} cert={tls.ClientCertificate} key={tls.ClientKey}";
        Assert.That(shown.Replace(Pem, "FILE", StringComparison.Ordinal), Is.EqualTo(expected));
    }

    [TestCase("channel_binding=require", ChannelBinding.Require)]
    [TestCase("", ChannelBinding.Prefer)]
    public void Channel_binding_is_read(string query, ChannelBinding expected) =>
        Assert.That(PostgresSettings.FromUrl($"postgresql://u:p@h/d?{query}").Tls.ChannelBinding, Is.EqualTo(expected));

    [TestCase("", "")]
    [TestCase("schema=s&connection_limit=3", "")]
    [TestCase("foo=1&schema=s&bar", "foo,bar")]
    [TestCase("keepalives=1&foo=1&foo=2", "keepalives,foo")]
    public void Parameters_that_mean_nothing_are_ignored_and_listed(string query, string ignored) =>
        Assert.That(string.Join(',', PostgresSettings.FromUrl($"postgresql://u:p@h/d?{query}").IgnoredParameters), Is.EqualTo(ignored));

    [TestCase(null, "is empty")]
    [TestCase("", "is empty")]
    [TestCase("   ", "is empty")]
    [TestCase("s3cret", "does not begin with postgresql://")]
    [TestCase("mysql://u:s3cret@h/d", "does not begin with postgresql://")]
    [TestCase("prisma+postgres://h/?api_key=s3cret", "does not begin with postgresql://")]
    [TestCase("u:s3cret@h/d", "does not begin with postgresql://")]
    [TestCase("\"postgresql://u:s3cret@h/d\"", "quotation mark")]
    [TestCase("'postgresql://u:s3cret@h/d'", "quotation mark")]
    [TestCase("postgresql://u:s3cret@h", "names no database")]
    [TestCase("postgresql://u:s3cret@h/", "names no database")]
    [TestCase("postgresql://u:s3cret@h?schema=s", "names no database")]
    [TestCase("postgresql://u:s3cret@h/d/e", "database name")]
    [TestCase("postgresql://u:s3cret@h:0/d", "port")]
    [TestCase("postgresql://u:s3cret@h:65536/d", "port")]
    [TestCase("postgresql://u:s3cret@h:abc/d", "port")]
    [TestCase("postgresql://u:s3cret@h:-1/d", "port")]
    [TestCase("postgresql://u:s3cret/d", "port")]
    [TestCase("postgresql://u:s3cret@h1,h2/d", "several hosts")]
    [TestCase("postgresql://u:s3cret@::1/d", "[brackets]")]
    [TestCase("postgresql://u:s3cret@[::1/d", "IPv6")]
    [TestCase("postgresql://u:s3cret@[1.2.3.4]/d", "IPv6")]
    [TestCase("postgresql://u:s3cret@[::1]x/d", "IPv6")]
    [TestCase("postgresql://u:s3cret@h h/d", "host")]
    [TestCase("postgresql://u:s3cret@h%00/d", "NUL")]
    [TestCase("postgresql://u:s3/cret@h/d", "%2F")]
    [TestCase("postgresql://u:s3?cret@h/d", "%3F")]
    [TestCase("postgresql://u:s3#cret@h/d", "%23")]
    [TestCase("postgresql://u:s3cret@h/d#x", "%23")]
    [TestCase("postgresql://u:s3cret@h/d?connection_limit=0", "connection_limit is \"0\"", "from 1 to 1000")]
    [TestCase("postgresql://u:s3cret@h/d?connection_limit=many", "connection_limit is \"many\"", "from 1 to 1000")]
    [TestCase("postgresql://u:s3cret@h/d?connection_limit=1.5", "connection_limit")]
    [TestCase("postgresql://u:s3cret@h/d?connect_timeout=-1", "connect_timeout is \"-1\"", "from 0 to 1024")]
    [TestCase("postgresql://u:s3cret@h/d?pool_timeout=1025", "pool_timeout")]
    [TestCase("postgresql://u:s3cret@h/d?statement_cache_size=x", "statement_cache_size")]
    [TestCase("postgresql://u:s3cret@h/d?pgbouncer=yes", "pgbouncer is \"yes\"", "true, false")]
    [TestCase("postgresql://u:s3cret@h/d?sslmode=maybe", "sslmode is \"maybe\"", "verify-full")]
    [TestCase("postgresql://u:s3cret@h/d?sslaccept=maybe", "sslaccept")]
    [TestCase("postgresql://u:s3cret@h/d?channel_binding=maybe", "channel_binding")]
    [TestCase("postgresql://u:s3cret@h/d?sslrootcert=/no/such.pem", "sslrootcert names the file /no/such.pem")]
    [TestCase("postgresql://u:s3cret@h/d?sslkey=/no/such.pem", "sslkey")]
    [TestCase("postgresql://u:p@h:x/d?sslpassword=s3cret", "port")]
    [TestCase("postgresql://u@h:x/d?SSLPassword=s3cret&password=s3cret", "port")]
    public void What_cannot_be_used_is_refused_with_the_reason_and_without_the_secret(string? url, params string[] reasons)
    {
        var message = Assert.Throws<InvalidDatabaseUrlException>(() => PostgresSettings.FromUrl(url)).Message;

        using (Assert.EnterMultipleScope())
        {
            Assert.That(message, Does.StartWith("DATABASE_URL cannot be used: "));
            Assert.That(message, Does.Contain("Allowed: postgresql://USER:PASSWORD@HOST:PORT/DATABASE"));
            Assert.That(message, Does.Not.Contain("s3").And.Not.Contain("cret"));
            foreach (var reason in reasons)
            {
                Assert.That(message, Does.Contain(reason));
            }
        }
    }

    [Test]
    public void A_key_without_its_certificate_is_refused() =>
        Assert.That(
            () => PostgresSettings.FromUrl($"postgresql://u:p@h/d?sslkey={Uri.EscapeDataString(Pem)}"),
            Throws.TypeOf<InvalidDatabaseUrlException>().With.Message.Contains("sslkey needs sslcert"));

    [Test]
    public void Another_variable_is_named_in_messages() =>
        Assert.That(() => PostgresSettings.FromUrl("", "REPORTS_URL"), Throws.TypeOf<InvalidDatabaseUrlException>().With.Message.StartsWith("REPORTS_URL cannot be used"));

    [Test]
    public void The_value_found_is_shown_as_far_as_it_is_no_secret() =>
        Assert.That(
            () => PostgresSettings.FromUrl("postgresql://u:s3cret@h/d?sslmode=maybe&sslpassword=x"),
            Throws.TypeOf<InvalidDatabaseUrlException>().With.Message.Contains("Found: postgresql://u:***@h/d?sslmode=maybe&sslpassword=***."));

    [Test]
    public void Settings_never_show_a_password() =>
        Assert.That(PostgresSettings.FromUrl("postgresql://u:s3cret@h/d?schema=s").ToString(), Is.EqualTo("u@h:5432/d, schema s, pool of 20, sslmode Prefer"));
}
