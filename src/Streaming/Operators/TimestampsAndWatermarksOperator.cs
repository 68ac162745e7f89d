using Flink.Core.EventTime;
using Flink.Core.Operators;
using Flink.Core.Records;

namespace Flink.Streaming.Operators;

/// <summary>
/// Gives records new timestamps and the stream new watermarks. What the stream said about time before is swallowed, but for the
/// last watermark, which says that the input has ended.
/// </summary>
internal sealed class TimestampsAndWatermarksOperator<T>(EventTimeSettings<T> settings) : OneInputOperator<T, T>
{
    private WatermarkedOutput<T>? _output;
    private WatermarkTrack<T>? _track;
    private TimestampColumn<T>? _column;
    private IProcessingTimer? _timer;

    public override void Open()
    {
        _output = new WatermarkedOutput<T>(Output);
        _track = new WatermarkTrack<T>(settings.Strategy, Context);
        _column = settings.CreateColumn();
        if (settings.IntervalMilliseconds > 0)
        {
            _timer = Context.NewProcessingTimer(_ => OnTimer());
            SetTimer();
        }
    }

    public override void Process(Batch<T> batch)
    {
        _column?.Assign(batch);
        _output!.Begin(batch);
        _track!.OnRecords(batch, 0, batch.Count, _output, _output);
        _output.End();
    }

    public override void Process(Watermark watermark)
    {
        if (watermark.Time == long.MaxValue)
        {
            _output!.EmitWatermark(long.MaxValue);
        }
    }

    public override void Process(StreamStatus status)
    {
    }

    public override void Finish() => _track!.OnEnd(_output!);

    public override void Close() => _timer?.Dispose();

    private void OnTimer()
    {
        _track!.OnPeriodicEmit(_output!, wasKeptWaiting: false);
        SetTimer();
    }

    private void SetTimer() => _timer!.Set(Context.Clock.GetUtcNow().ToUnixTimeMilliseconds() + settings.IntervalMilliseconds);
}
