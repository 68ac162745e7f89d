using System.Runtime.CompilerServices;
using Flink.Core.Functions;

namespace Flink.Streaming.Functions;

/// <summary>A filter given as a delegate by value.</summary>
internal readonly struct FuncFilter<T, TTag>(Func<T, bool> function) : IFilterFunction<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Filter(in T record) => function(record);
}
