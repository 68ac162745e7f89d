using System.IO.Hashing;
using Flink.Core.Serialization;

namespace Flink.Runtime.Network.Wire;

/// <summary>Fingerprints of how records are written: both ends of a channel must have the same.</summary>
internal static class RecordFormat
{
    /// <summary>The fingerprint of a record type.</summary>
    public static ulong Of<T>() => Cache<T>.Fingerprint;

    private static class Cache<T>
    {
        public static readonly ulong Fingerprint = XxHash3.HashToUInt64(RecordSchema.Of(typeof(T)).ToBytes());
    }
}
