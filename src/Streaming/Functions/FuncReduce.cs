using System.Runtime.CompilerServices;
using Flink.Core.Functions;

namespace Flink.Streaming.Functions;

/// <summary>A reduction given as a delegate.</summary>
internal readonly struct FuncReduce<T, TTag>(Func<T, T, T> function) : IReduceFunction<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Reduce(in T reduced, in T next) => function(reduced, next);
}
