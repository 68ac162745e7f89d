using Flink.Core;
using Flink.Core.Graph;

namespace Flink.Runtime.HighAvailability;

/// <summary>What keys of records look like.</summary>
public static class RecordKeys
{
    /// <summary>Begins the keys of what is written at every checkpoint; what follows is the job. All other records are written when jobs come and go.</summary>
    public const string CheckpointPrefix = "checkpoints.";

    private const int MaxLength = 200;

    /// <summary>Refuses what <see cref="FencedRecords.PutAsync"/> does not take.</summary>
    /// <exception cref="ArgumentException">It is no key.</exception>
    public static void Check(string key)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        if (key.Length > MaxLength || !key.All(static c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '.'))
        {
            throw new ArgumentException($"'{key}' is no key of a record: lower-case letters, digits, '-' and '.', at most {MaxLength}.", nameof(key));
        }
    }

    internal static JobId JobOf(string key, string prefix) => Id128.TryParse(key.AsSpan(prefix.Length), out var id)
        ? new JobId(id)
        : throw new FlinkException($"The record '{key}' of the high-availability store is none of a job. Something else wrote it: remove it.");
}
