using System.Runtime.CompilerServices;
using Flink.Core.Functions;
using Flink.Core.Operators.Fusion;

namespace Flink.Streaming.Functions;

/// <summary>A flat map given as an object.</summary>
internal readonly struct ObjectFlatMap<TIn, TOut, TTag>(IFlatMapFunction<TIn, TOut> function)
    : IFlatMapFunction<TIn, TOut>, IRichFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void FlatMap<TCollector>(in TIn record, ref TCollector output)
        where TCollector : struct, ICollector<TOut>, allows ref struct => function.FlatMap(in record, ref output);

    public void Open(RuntimeContext context) => FunctionObject.Open(function, context);

    public void Close() => FunctionObject.Close(function);
}
