using System.Numerics;
using Flink.Core.Types;
using Flink.Core.Types.Keys;

namespace Flink.Streaming.Windowing.Operators;

/// <summary>Equality and hash of windows in time.</summary>
internal readonly struct TimeWindowComparer : IKeyComparer<TimeWindow>
{
    public ulong Hash(in TimeWindow key) => StableHash.Of((ulong)key.Start ^ BitOperations.RotateLeft((ulong)key.End, 32));

    public bool Equals(in TimeWindow left, in TimeWindow right) => left.Start == right.Start && left.End == right.End;
}
