using System.Runtime.CompilerServices;
using Flink.Core.Functions;

namespace Flink.Streaming.Functions;

/// <summary>A key selector given as an object. The key of a record is asked for in several places, so it must not keep state.</summary>
internal readonly struct ObjectKeySelector<T, TKey, TTag>(IKeySelector<T, TKey> function) : IKeySelector<T, TKey>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TKey GetKey(in T record) => function.GetKey(in record);
}
