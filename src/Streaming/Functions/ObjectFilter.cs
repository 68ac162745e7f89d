using System.Runtime.CompilerServices;
using Flink.Core.Functions;
using Flink.Core.Operators.Fusion;

namespace Flink.Streaming.Functions;

/// <summary>A filter given as an object.</summary>
internal readonly struct ObjectFilter<T, TTag>(IFilterFunction<T> function) : IFilterFunction<T>, IRichFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Filter(in T record) => function.Filter(in record);

    public void Open(RuntimeContext context) => FunctionObject.Open(function, context);

    public void Close() => FunctionObject.Close(function);
}
