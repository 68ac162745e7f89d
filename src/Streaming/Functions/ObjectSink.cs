using System.Runtime.CompilerServices;
using Flink.Core.Functions;
using Flink.Core.Operators.Fusion;

namespace Flink.Streaming.Functions;

/// <summary>A sink function given as an object.</summary>
internal readonly struct ObjectSink<T, TTag>(ISinkFunction<T> function) : ISinkFunction<T>, IRichFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Invoke(in T record, long timestamp) => function.Invoke(in record, timestamp);

    public void Open(RuntimeContext context) => FunctionObject.Open(function, context);

    public void Close() => FunctionObject.Close(function);
}
