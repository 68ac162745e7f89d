using System.Collections.Concurrent;

namespace Flink.Local.Tests.Harness;

/// <summary>Counts what functions do over all attempts of a job. Found by name: functions of a job are copied, this is not.</summary>
internal static class Attempts
{
    private static readonly ConcurrentDictionary<string, int> _counts = new(StringComparer.Ordinal);

    /// <summary>How often a name was counted before this time.</summary>
    public static int Count(string name) => _counts.AddOrUpdate(name, 1, (_, count) => count + 1) - 1;
}
