using Npgsql;

namespace EasyCron.Testing.Postgres;

/// <summary>Where a PostgreSQL database is and who asks, in the two spellings that tests need.</summary>
/// <param name="Host">Host name, address, or the folder of a unix socket.</param>
/// <param name="Port">The port.</param>
/// <param name="User">The role.</param>
/// <param name="Password">Its password, or null.</param>
/// <param name="Database">The database.</param>
/// <param name="Schema">The schema that unqualified names mean.</param>
public sealed record PostgresAddress(string Host, int Port, string User, string? Password, string Database, string Schema = "public")
{
    /// <summary>Gets the address as Prisma writes it in DATABASE_URL: reserved characters percent-encoded, the schema as a parameter.</summary>
    public string Url
    {
        get
        {
            var user = Uri.EscapeDataString(User) + (Password is null ? "" : $":{Uri.EscapeDataString(Password)}");
            return $"postgresql://{user}@{Host}:{Port}/{Uri.EscapeDataString(Database)}?schema={Uri.EscapeDataString(Schema)}";
        }
    }

    /// <summary>Gets the address as Npgsql takes it, without pooling: a test that stops the server never meets a dead connection of its own.</summary>
    public string ConnectionString => new NpgsqlConnectionStringBuilder
    {
        Host = Host,
        Port = Port,
        Username = User,
        Password = Password,
        Database = Database,
        SearchPath = Schema,
        Pooling = false,
        IncludeErrorDetail = true,
    }.ConnectionString;

    /// <summary>Reads DATABASE_URL in Prisma's form; of its parameters only <c>schema</c> matters here.</summary>
    /// <exception cref="UriFormatException">It is not a URL.</exception>
    public static PostgresAddress Parse(string url)
    {
        var uri = new Uri(url);
        var credentials = uri.UserInfo.Split(':', 2).Select(Uri.UnescapeDataString).ToArray();
        var schema = uri.Query.TrimStart('?').Split('&').FirstOrDefault(pair => pair.StartsWith("schema=", StringComparison.Ordinal));
        return new PostgresAddress(
            uri.Host,
            uri.Port < 0 ? 5432 : uri.Port,
            credentials[0],
            credentials.Length > 1 ? credentials[1] : null,
            Uri.UnescapeDataString(uri.AbsolutePath[1..]),
            schema is null ? "public" : Uri.UnescapeDataString(schema["schema=".Length..]));
    }
}
