using Flink.Core;
using Flink.Core.Graph;

namespace Flink.Runtime.HighAvailability;

internal static class RecordKeys
{
    public const int MaxLength = 200;

    public static void Check(string key)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        if (key.Length > MaxLength || !key.All(static c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '.'))
        {
            throw new ArgumentException($"'{key}' is no key of a record: lower-case letters, digits, '-' and '.', at most {MaxLength}.", nameof(key));
        }
    }

    public static JobId JobOf(string key, string prefix) => Id128.TryParse(key.AsSpan(prefix.Length), out var id)
        ? new JobId(id)
        : throw new FlinkException($"The record '{key}' of the high-availability store is none of a job. Something else wrote it: remove it.");
}
