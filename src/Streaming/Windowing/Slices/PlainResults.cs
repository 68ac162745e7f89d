using System.Runtime.CompilerServices;
using Flink.Core.Functions;
using Flink.Streaming.State.Tables;
using Flink.Streaming.Windowing.Operators;

namespace Flink.Streaming.Windowing.Slices;

/// <summary>Emits the result of each key that it is shown. All that it needs is in the struct, so that it stays in registers.</summary>
internal readonly struct PlainResults<TKey, TAccumulator, TOut, TContents, T>(
    StrongBox<TContents> contents, WindowContext<TimeWindow> context, Collector<TOut> collector, bool stays) : IEntryVisitor<TKey, TAccumulator>
    where TContents : struct, IWindowContents<T, TKey, TimeWindow, TAccumulator, TOut>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Visit(in TKey key, ulong hash, ref TAccumulator value) => contents.Value.Fire(in key, ref value, stays, context, collector);
}
