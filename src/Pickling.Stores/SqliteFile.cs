using System.Diagnostics.CodeAnalysis;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Pickling.Stores;

/// <summary>An SQLite file that a Python program may have open too: statements with values, and errors that name the file.</summary>
/// <remarks>Statements stay compiled for the next time. For one thread at a time.</remarks>
internal sealed class SqliteFile : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly Dictionary<string, SqliteCommand> _commands = [];
    private readonly int _patienceSeconds;
    private SqliteTransaction? _transaction;
    private bool _isDisposed;

    public SqliteFile(string path, int patienceSeconds)
    {
        Path = path;
        _patienceSeconds = patienceSeconds;
        _connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = System.IO.Path.GetFullPath(path),
            Pooling = false,
            DefaultTimeout = patienceSeconds,
        }.ToString());
        try
        {
            _connection.Open();
            AllowQuotedTexts(_connection.Handle!);
        }
        catch (SqliteException error)
        {
            _connection.Dispose();
            throw Failure(error);
        }
    }

    public string Path { get; }

    /// <summary>Makes changes that happen all or not at all, and that nobody else's change can come between.</summary>
    public T InTransaction<T>(Func<T> change)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        try
        {
            using SqliteTransaction transaction = _connection.BeginTransaction(deferred: false);
            _transaction = transaction;
            T result = change();
            transaction.Commit();
            return result;
        }
        catch (SqliteException error)
        {
            throw Failure(error);
        }
        finally
        {
            _transaction = null;
        }
    }

    /// <summary>Runs a statement; gives how many rows it changed.</summary>
    /// <param name="sql">The statement; its values are <c>$1</c>, <c>$2</c> ...</param>
    /// <param name="values">The values; null is NULL.</param>
    public int Run(string sql, params ReadOnlySpan<object?> values)
    {
        SqliteCommand command = Command(sql, values);
        try
        {
            return command.ExecuteNonQuery();
        }
        catch (SqliteException error)
        {
            throw Failure(error);
        }
    }

    /// <summary>The first column of the first row; null where there is no row.</summary>
    public object? Scalar(string sql, params ReadOnlySpan<object?> values)
    {
        SqliteCommand command = Command(sql, values);
        try
        {
            return command.ExecuteScalar();
        }
        catch (SqliteException error)
        {
            throw Failure(error);
        }
    }

    /// <summary>All rows, read before the first is given, so that the file may be changed meanwhile; NULL is null.</summary>
    public List<object?[]> Rows(string sql, params ReadOnlySpan<object?> values)
    {
        SqliteCommand command = Command(sql, values);
        try
        {
            using SqliteDataReader reader = command.ExecuteReader();
            List<object?[]> rows = [];
            while (reader.Read())
            {
                object?[] row = new object?[reader.FieldCount];
                for (int column = 0; column < row.Length; column++)
                {
                    row[column] = reader.IsDBNull(column) ? null : reader.GetValue(column);
                }

                rows.Add(row);
            }

            return rows;
        }
        catch (SqliteException error)
        {
            throw Failure(error);
        }
    }

    public void Dispose()
    {
        _isDisposed = true;
        foreach (SqliteCommand command in _commands.Values)
        {
            command.Dispose();
        }

        _connection.Dispose();
    }

    // diskcache's triggers have "count" for 'count', which the SQLite that comes with .NET refuses unless it is told.
    private static void AllowQuotedTexts(sqlite3 database)
    {
        const int InStatements = 1013;
        const int InSchemas = 1014;
        raw.sqlite3_db_config(database, InStatements, 1, out _);
        raw.sqlite3_db_config(database, InSchemas, 1, out _);
    }

    [SuppressMessage("Security", "CA2100", Justification = "Statements are this package's own; of the caller's only a table's name is in them, quoted.")]
    private SqliteCommand Command(string sql, ReadOnlySpan<object?> values)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        if (!_commands.TryGetValue(sql, out SqliteCommand? command))
        {
            command = _connection.CreateCommand();
            command.CommandText = sql;
            for (int number = 1; number <= values.Length; number++)
            {
                command.Parameters.Add(new SqliteParameter { ParameterName = $"${number}" });
            }

            _commands.Add(sql, command);
        }

        command.Transaction = _transaction;
        for (int index = 0; index < values.Length; index++)
        {
            command.Parameters[index].Value = values[index] ?? DBNull.Value;
        }

        return command;
    }

    private PickleException Failure(SqliteException error)
    {
        const int Busy = 5;
        const int Locked = 6;
        const int ReadOnly = 8;
        const int Corrupt = 11;
        const int Full = 13;
        const int CannotOpen = 14;
        const int NotADatabase = 26;
        string advice = error.SqliteErrorCode switch
        {
            Busy or Locked => $"another process has been writing for {_patienceSeconds} s; try again",
            ReadOnly => "it may not be written; check the rights of the file and its folder",
            Corrupt => "the SQLite database is damaged; `sqlite3 FILE .recover` may save what is left",
            Full => "the disk is full; nothing was changed",
            CannotOpen => "it cannot be opened; check that its folder exists and may be written",
            NotADatabase => "this is no SQLite database; it is left as it is",
            _ => "SQLite refused",
        };
        return new PickleException($"{Path}: {advice} ({error.Message})", error);
    }
}
