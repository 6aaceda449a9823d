namespace EasyCron.BullMq.Tests.Redis;

public sealed class RedisUrlTests
{
    [TestCase("redis://localhost", "localhost:6379", null, 0, false)]
    [TestCase("redis://localhost:7000/3", "localhost:7000", null, 3, false)]
    [TestCase("rediss://h:1", "h:1", null, 0, true)]
    [TestCase("REDIS://:p%40ss%3A@h", "h:6379", "p@ss:", 0, false)]
    [TestCase("redis://default:secret@h:1/", "h:1", "secret", 0, false)]
    [TestCase("redis://:@h", "h:6379", null, 0, false)]
    [TestCase("redis://:a@b@h", "h:6379", "a@b", 0, false)]
    [TestCase("redis://[::1]:7000", "[::1]:7000", null, 0, false)]
    [TestCase("redis://[::1]", "[::1]:6379", null, 0, false)]
    [TestCase("redis://a:1,b:2,c", "a:1,b:2,c:6379", null, 0, false)]
    public void An_address_is_read(string url, string endpoints, string? password, int database, bool tls)
    {
        var options = QueueConnectionOptions.Parse(url);

        Assert.That(string.Join(',', options.Endpoints), Is.EqualTo(endpoints));
        Assert.That(options.Password, Is.EqualTo(password));
        Assert.That(options.Database, Is.EqualTo(database));
        Assert.That(options.Tls, Is.EqualTo(tls));
    }

    [TestCase("localhost:6379", "redis://")]
    [TestCase("http://h", "http://")]
    [TestCase("redis+sentinel://h", "redis+sentinel://")]
    [TestCase("redis://secret@h", "user name without a password")]
    [TestCase("redis://h:port", "port")]
    [TestCase("redis://h:70000", "port")]
    [TestCase("redis://h/x", "database")]
    [TestCase("redis://", "host")]
    [TestCase("redis://:secret@", "host")]
    [TestCase("redis://:pass#secret@h", "%23")]
    [TestCase("redis://h:secret", "port")]
    [TestCase("redis://h/secret", "database")]
    [TestCase("redis://h?password=secret", "%3F")]
    public void A_bad_address_is_refused_by_name_and_without_its_password(string url, string named) =>
        Assert.That(
            () => QueueConnectionOptions.Parse(url),
            Throws.InstanceOf<FormatException>().With.Message.Contains(named).And.Message.Not.Contains("secret"));

    [TestCase("redis://bob:secret@h", "bob", "secret")]
    [TestCase("redis://b%3Aob:s%40@h", "b:ob", "s@")]
    [TestCase("redis://:secret@h", null, "secret")]
    [TestCase("redis://h", null, null)]
    public void A_user_of_the_access_list_is_read(string url, string? user, string? password)
    {
        var options = QueueConnectionOptions.Parse(url);

        Assert.That((options.User, options.Password), Is.EqualTo((user, password)));
    }

    [Test]
    public void Options_print_no_password() =>
        Assert.That(QueueConnectionOptions.Parse("redis://:secret@h").ToString(), Does.Not.Contain("secret"));
}
