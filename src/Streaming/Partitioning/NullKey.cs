using Flink.Core;

namespace Flink.Streaming.Partitioning;

/// <summary>The failure of a key selector that gave null.</summary>
internal static class NullKey
{
    /// <summary>Whether a key is null. Unlike <c>is null</c>, it boxes no value in debug builds either.</summary>
    public static bool Is<TKey>(in TKey key) => typeof(TKey).IsValueType ? Nullability<TKey>.IsNullable && key is null : key is null;

    /// <param name="place">The stream or operator that is keyed.</param>
    /// <param name="recordType">Type of its records.</param>
    public static FlinkException Of(string place, Type recordType) => new(
        $"The key selector of '{place}' gave null for a record of type {recordType}. Every record needs a key: filter such records out before KeyBy, or give them a key of their own.");

    private static class Nullability<TKey>
    {
        public static readonly bool IsNullable = Nullable.GetUnderlyingType(typeof(TKey)) is not null;
    }
}
