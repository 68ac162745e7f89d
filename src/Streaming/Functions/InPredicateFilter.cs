using System.Runtime.CompilerServices;
using Flink.Core.Functions;

namespace Flink.Streaming.Functions;

/// <summary>A filter given as a delegate by reference.</summary>
internal readonly struct InPredicateFilter<T, TTag>(InPredicate<T> function) : IFilterFunction<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Filter(in T record) => function(in record);
}
