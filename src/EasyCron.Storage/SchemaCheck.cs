using Npgsql;
using static EasyCron.Storage.Arguments;

namespace EasyCron.Storage;

/// <summary>Compares the app's tables, and the role's rights on them, with what this project needs. Changes nothing.</summary>
public sealed class SchemaCheck
{
    private readonly Database _database;

    /// <summary>Makes the check; nothing is read yet.</summary>
    /// <param name="database">The database; not disposed by the check.</param>
    public SchemaCheck(Database database)
    {
        ArgumentNullException.ThrowIfNull(database);
        _database = database;
    }

    /// <summary>Looks at the tables, columns, types, enum values and rights.</summary>
    /// <param name="withRetention">Whether old runs will be deleted, which takes one right more.</param>
    /// <param name="cancellationToken">Cancels the check.</param>
    public async Task<SchemaReport> RunAsync(bool withRetention = false, CancellationToken cancellationToken = default)
    {
        var schema = _database.Settings.Schema;
        var names = ExpectedSchema.Tables.Keys;
        var tables = (await _database.QueryAsync(Tables, [Texts("tables", names)], TableRow.Read, cancellationToken).ConfigureAwait(false)).ToLookup(table => table.Name);
        var columns = (await _database.QueryAsync(Columns, [Text("schema", schema), Texts("tables", names)], ColumnRow.Read, cancellationToken).ConfigureAwait(false))
            .ToLookup(column => column.Table);
        NpgsqlParameter[] enums = [Text("schema", schema), Texts("enums", ExpectedSchema.Enums.Keys)];
        var labels = (await _database.QueryAsync(Labels, enums, row => (Enum: row.Text(), Label: row.Text()), cancellationToken).ConfigureAwait(false))
            .ToLookup(label => label.Enum, label => label.Label);
        var problems = ExpectedSchema.Tables.Keys.SelectMany(table => OfTable(table, tables[table], columns[table].ToDictionary(column => column.Name), schema))
            .Concat(ExpectedSchema.Enums.SelectMany(expected => OfEnum(expected.Key, expected.Value, labels)))
            .Concat(tables.SelectMany(found => found).Where(found => found.Schema == schema).SelectMany(found => OfRights(found, withRetention)));
        return new SchemaReport(schema, [.. problems.Distinct()]);
    }

    private const string Tables = """
        /* SchemaCheck.Tables */
        select c.relname as name, n.nspname as schema, c.relkind::text as kind, current_user::text as role,
            has_schema_privilege(n.oid, 'USAGE') as "mayUse",
            has_table_privilege(c.oid, 'SELECT') as "maySelect", has_table_privilege(c.oid, 'INSERT') as "mayInsert",
            has_table_privilege(c.oid, 'UPDATE') as "mayUpdate", has_table_privilege(c.oid, 'DELETE') as "mayDelete",
            (
                select coalesce(bool_and(has_column_privilege(c.oid, a.attnum, 'UPDATE')), false)
                from pg_attribute a where a.attrelid = c.oid and a.attname in ('status', 'updatedAt') and not a.attisdropped
            ) as "mayDisable"
        from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where c.relname = any(@tables) and c.relkind in ('r', 'p', 'v', 'm', 'f') and n.nspname !~ '^pg_'
        order by n.nspname
        """;

    private const string Columns = """
        /* SchemaCheck.Columns */
        select c.relname as table, a.attname as name, t.typname as type, format_type(a.atttypid, a.atttypmod) as "fullType",
            a.attnotnull and not a.atthasdef and a.attidentity = '' as mandatory
        from pg_attribute a
        join pg_class c on c.oid = a.attrelid
        join pg_namespace n on n.oid = c.relnamespace
        join pg_type t on t.oid = a.atttypid
        where n.nspname = @schema and c.relname = any(@tables) and a.attnum > 0 and not a.attisdropped
        order by a.attnum
        """;

    private const string Labels = """
        /* SchemaCheck.Labels */
        select t.typname as enum, e.enumlabel as label
        from pg_enum e join pg_type t on t.oid = e.enumtypid join pg_namespace n on n.oid = t.typnamespace
        where n.nspname = @schema and t.typname = any(@enums)
        """;

    private static IEnumerable<string> OfTable(string name, IEnumerable<TableRow> found, Dictionary<string, ColumnRow> columns, string schema)
    {
        var here = found.FirstOrDefault(table => table.Schema == schema);
        if (here is null)
        {
            var elsewhere = string.Join(", ", found.Select(table => $"\"{table.Schema}\""));
            return [$"table \"{name}\" is missing{(elsewhere.Length == 0 ? "" : $" (there is one in schema {elsewhere}: set schema= in DATABASE_URL)")}"];
        }

        return here.Kind is "r" or "p"
            ? ExpectedSchema.Tables[name].SelectMany(expected => OfColumn(name, expected.Column, expected.Kind, columns)).Concat(OfMandatory(name, columns.Values))
            : [$"\"{name}\" is not a table but a view or foreign table"];
    }

    private static IEnumerable<string> OfColumn(string table, string name, string kind, Dictionary<string, ColumnRow> columns) =>
        !columns.TryGetValue(name, out var column) ? [$"column \"{table}\".\"{name}\" is missing"]
        : !ExpectedSchema.TypesOfKind[kind].Contains(column.Type) ? [$"column \"{table}\".\"{name}\" is {column.FullType}, expected {kind}"]
        : [];

    // Rows of "JobRun" are made here: a column that must be given and is not known would refuse each of them.
    private static IEnumerable<string> OfMandatory(string table, IEnumerable<ColumnRow> columns) =>
        table == "JobRun"
            ? columns
                .Where(column => column.Mandatory && ExpectedSchema.Tables[table].All(expected => expected.Column != column.Name))
                .Select(column => $"column \"{table}\".\"{column.Name}\" must be given a value and is not known to this version; give it a default")
            : [];

    private static IEnumerable<string> OfEnum(string name, string[] values, ILookup<string, string> labels) =>
        labels.Contains(name)
            ? values.Except(labels[name]).Select(value => $"enum \"{name}\" lacks the value {value}")
            : [$"enum \"{name}\" is missing"];

    private static IEnumerable<string> OfRights(TableRow table, bool withRetention)
    {
        var isJob = table.Name == "Job";
        (bool Granted, string Right)[] rights =
        [
            (table.MayUse, $"use schema \"{table.Schema}\" (GRANT USAGE)"),
            (table.MaySelect, $"SELECT from \"{table.Name}\""),
            (!isJob || table.MayDisable, "UPDATE \"status\" and \"updatedAt\" of \"Job\""),
            (isJob || table.MayInsert, "INSERT into \"JobRun\""),
            (isJob || table.MayUpdate, "UPDATE \"JobRun\""),
            (isJob || !withRetention || table.MayDelete, "DELETE from \"JobRun\", which retention needs"),
        ];
        return rights.Where(right => !right.Granted).Select(right => $"role \"{table.Role}\" may not {right.Right}");
    }

    private sealed record TableRow(
        string Name, string Schema, string Kind, string Role, bool MayUse, bool MaySelect, bool MayInsert, bool MayUpdate, bool MayDelete, bool MayDisable)
    {
        internal static TableRow Read(Row row) =>
            new(row.Text(), row.Text(), row.Text(), row.Text(), row.Flag(), row.Flag(), row.Flag(), row.Flag(), row.Flag(), row.Flag());
    }

    private sealed record ColumnRow(string Table, string Name, string Type, string FullType, bool Mandatory)
    {
        internal static ColumnRow Read(Row row) => new(row.Text(), row.Text(), row.Text(), row.Text(), row.Flag());
    }
}
