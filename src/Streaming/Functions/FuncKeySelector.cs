using System.Runtime.CompilerServices;
using Flink.Core.Functions;

namespace Flink.Streaming.Functions;

/// <summary>A key selector given as a delegate by value.</summary>
internal readonly struct FuncKeySelector<T, TKey, TTag>(Func<T, TKey> function) : IKeySelector<T, TKey>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TKey GetKey(in T record) => function(record);
}
