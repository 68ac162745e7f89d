using System.Runtime.CompilerServices;
using Flink.Core.Functions;
using Flink.Core.Operators.Fusion;

namespace Flink.Streaming.Functions;

/// <summary>A map in place given as an object.</summary>
internal readonly struct ObjectUpdate<T, TTag>(IUpdateFunction<T> function) : IUpdateFunction<T>, IRichFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Update(ref T record) => function.Update(ref record);

    public void Open(RuntimeContext context) => FunctionObject.Open(function, context);

    public void Close() => FunctionObject.Close(function);
}
