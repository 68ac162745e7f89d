using System.Runtime.CompilerServices;
using Flink.Core.Functions;

namespace Flink.Streaming.Functions;

/// <summary>A map given as a delegate by value.</summary>
internal readonly struct FuncMap<TIn, TOut, TTag>(Func<TIn, TOut> function) : IMapFunction<TIn, TOut>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TOut Map(in TIn record) => function(record);
}
