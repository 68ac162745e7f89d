namespace Flink.Core.Records;

/// <summary>Constants of event time. Timestamps are milliseconds since 1970-01-01T00:00:00Z and may be negative.</summary>
public static class Timestamp
{
    /// <summary>What a record carries whose source gave it no event time (Flink's <c>NO_TIMESTAMP</c>).</summary>
    public const long None = long.MinValue;
}
