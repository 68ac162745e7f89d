using System.Runtime.CompilerServices;
using Flink.Core.Functions;

namespace Flink.Streaming.Functions;

/// <summary>A map given as a delegate by reference.</summary>
internal readonly struct InFuncMap<TIn, TOut, TTag>(InFunc<TIn, TOut> function) : IMapFunction<TIn, TOut>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TOut Map(in TIn record) => function(in record);
}
