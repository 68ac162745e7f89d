using System.Runtime.CompilerServices;
using Flink.Core.Functions;

namespace Flink.Streaming.Functions;

/// <summary>A map in place given as a delegate.</summary>
internal readonly struct ActionUpdate<T, TTag>(RefAction<T> function) : IUpdateFunction<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Update(ref T record) => function(ref record);
}
