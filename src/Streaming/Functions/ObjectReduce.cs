using System.Runtime.CompilerServices;
using Flink.Core.Functions;
using Flink.Core.Operators.Fusion;

namespace Flink.Streaming.Functions;

/// <summary>A reduction given as an object.</summary>
internal readonly struct ObjectReduce<T, TTag>(IReduceFunction<T> function) : IReduceFunction<T>, IRichFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Reduce(in T reduced, in T next) => function.Reduce(in reduced, in next);

    public void Open(RuntimeContext context) => FunctionObject.Open(function, context);

    public void Close() => FunctionObject.Close(function);
}
