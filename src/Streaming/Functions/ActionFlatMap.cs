using Flink.Core.Functions;
using Flink.Core.Operators.Fusion;

namespace Flink.Streaming.Functions;

/// <summary>A flat map given as a delegate.</summary>
internal readonly unsafe struct ActionFlatMap<TIn, TOut, TTag>(Action<TIn, Collector<TOut>> function) : IFlatMapFunction<TIn, TOut>
{
    private readonly FlatMapBridge<TOut> _bridge = new();

    public void FlatMap<TCollector>(in TIn record, ref TCollector output)
        where TCollector : struct, ICollector<TOut>, allows ref struct
    {
#pragma warning disable CS8500 // The address of a value that may hold references: it is fixed for the time of the call.
        fixed (TCollector* target = &output)
#pragma warning restore CS8500
        {
            _bridge.Begin<TCollector>(target, output.Timestamp);
            try
            {
                function(record, _bridge.Collector);
                _bridge.Collector.Flush();
            }
            finally
            {
                _bridge.Release();
            }
        }
    }
}
