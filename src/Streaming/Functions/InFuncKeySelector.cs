using System.Runtime.CompilerServices;
using Flink.Core.Functions;

namespace Flink.Streaming.Functions;

/// <summary>A key selector given as a delegate by reference.</summary>
internal readonly struct InFuncKeySelector<T, TKey, TTag>(InFunc<T, TKey> function) : IKeySelector<T, TKey>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TKey GetKey(in T record) => function(in record);
}
