using System.Runtime.CompilerServices;
using Flink.Core.Functions;
using Flink.Core.Operators.Fusion;

namespace Flink.Streaming.Functions;

/// <summary>A map given as an object.</summary>
internal readonly struct ObjectMap<TIn, TOut, TTag>(IMapFunction<TIn, TOut> function) : IMapFunction<TIn, TOut>, IRichFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TOut Map(in TIn record) => function.Map(in record);

    public void Open(RuntimeContext context) => FunctionObject.Open(function, context);

    public void Close() => FunctionObject.Close(function);
}
