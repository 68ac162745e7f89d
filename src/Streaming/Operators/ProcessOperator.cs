using Flink.Core.Functions;
using Flink.Core.Graph;
using Flink.Core.Operators;
using Flink.Core.Records;
using Flink.Streaming.Functions;

namespace Flink.Streaming.Operators;

/// <summary>Runs a process function.</summary>
internal sealed class ProcessOperator<TIn, TOut>(ProcessFunction<TIn, TOut> function) : OneInputOperator<TIn, TOut>
{
    private View? _view;
    private Collector<TOut>? _collector;

    public override void Open()
    {
        _view = new View(Context);
        _collector = new Collector<TOut>(Output);
        function.Open(Context);
    }

    public override void Process(Batch<TIn> batch)
    {
        var (view, collector) = (_view!, _collector!);
        var records = batch.Records;
        var timestamps = batch.Timestamps;
        for (var i = 0; i < records.Length; i++)
        {
            view.RecordTimestamp = timestamps[i];
            collector.Timestamp = timestamps[i];
            function.ProcessElement(in records[i], view, collector);
        }

        collector.Flush();
        view.Flush();
    }

    public override void Process(Watermark watermark)
    {
        _view!.Watermark = watermark.Time;
        base.Process(watermark);
    }

    public override void Close() => function.Close();

    private sealed class View(OperatorContext context) : ProcessFunction<TIn, TOut>.Context
    {
        private readonly Dictionary<OutputTag, ISideOutput> _outputs = [];
        private OutputTag? _lastTag;
        private ISideOutput? _last;

        public long RecordTimestamp { get; set; }

        public long Watermark { get; set; } = Core.Records.Watermark.Unset;

        public override long Timestamp => RecordTimestamp;

        public override long CurrentProcessingTime => context.Clock.GetUtcNow().ToUnixTimeMilliseconds();

        public override long CurrentWatermark => Watermark;

        public override void Output<T>(OutputTag<T> tag, in T record)
        {
            if (!ReferenceEquals(tag, _lastTag))
            {
                (_lastTag, _last) = (tag, Find(tag));
            }

            ((SideOutput<T>)_last!).Collect(in record, RecordTimestamp);
        }

        public void Flush()
        {
            foreach (var output in _outputs.Values)
            {
                output.Flush();
            }
        }

        private ISideOutput Find<T>(OutputTag<T> tag)
        {
            if (!_outputs.TryGetValue(tag, out var output))
            {
                output = new SideOutput<T>(context.SideOutput(tag));
                _outputs[tag] = output;
            }

            return output;
        }
    }

    private interface ISideOutput
    {
        void Flush();
    }

    private sealed class SideOutput<T>(IInput<T> target) : ISideOutput
    {
        private readonly Collector<T> _collector = new(target);

        public void Collect(in T record, long timestamp) => _collector.Collect(in record, timestamp);

        public void Flush() => _collector.Flush();
    }
}
