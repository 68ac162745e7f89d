using Flink.Core.Functions;
using Flink.Core.Records;

namespace Flink.Core.EventTime;

/// <summary>A generator with the watch over its idleness (Flink's WatermarksWithIdleness).</summary>
/// <typeparam name="T">The record type.</typeparam>
/// <remarks>On the task's thread.</remarks>
public sealed class WatermarkTrack<T>
{
    private readonly IWatermarkGenerator<T> _generator;
    private readonly IBatchWatermarkGenerator<T>? _byBatch;
    private readonly TimeProvider _clock;
    private readonly TimeSpan? _idleness;
    private bool _hadRecords;
    private bool _isWaiting;
    private long _waitingSince;
    private bool _isIdle;

    /// <summary>A track before its first record.</summary>
    public WatermarkTrack(WatermarkStrategy<T> strategy, RuntimeContext context)
    {
        _generator = strategy.CreateGenerator(context);
        _byBatch = _generator as IBatchWatermarkGenerator<T>;
        _clock = context.Clock;
        _idleness = strategy.Idleness;
    }

    /// <summary>Shows the generator a range of a batch.</summary>
    /// <param name="batch">The batch that <paramref name="records"/> has at hand.</param>
    /// <param name="start">The first record of the range.</param>
    /// <param name="end">The record after the last one.</param>
    /// <param name="records">Is told how many records precede what the generator emits.</param>
    /// <param name="output">What the generator emits to.</param>
    public void OnRecords(Batch<T> batch, int start, int end, WatermarkedOutput<T> records, IWatermarkOutput output)
    {
        if (start == end)
        {
            return;
        }

        Touch();
        if (_byBatch is not null)
        {
            _byBatch.OnBatch(batch.Timestamps[start..end]);
            records.Position = end;
            return;
        }

        var values = batch.Records;
        var timestamps = batch.Timestamps;
        for (var i = start; i < end; i++)
        {
            records.Position = i + 1;
            _generator.OnEvent(in values[i], timestamps[i], output);
        }
    }

    /// <summary>Begins the wait for idleness anew.</summary>
    public void Touch()
    {
        _hadRecords = true;
        _isIdle = false;
    }

    /// <summary>The time of a periodic watermark has come.</summary>
    /// <param name="output">What the generator emits to.</param>
    /// <param name="wasKeptWaiting">Whether records could not be read since the last call although there may have been some.</param>
    public void OnPeriodicEmit(IWatermarkOutput output, bool wasKeptWaiting)
    {
        if (!HasIdled(wasKeptWaiting))
        {
            _generator.OnPeriodicEmit(output);
        }
        else if (!_isIdle)
        {
            _isIdle = true;
            output.MarkIdle();
        }
    }

    /// <summary>The input has ended: the last chance of the generator.</summary>
    public void OnEnd(IWatermarkOutput output) => _generator.OnPeriodicEmit(output);

    private bool HasIdled(bool wasKeptWaiting)
    {
        if (_idleness is not { } timeout)
        {
            return false;
        }

        if (_hadRecords || wasKeptWaiting)
        {
            _hadRecords = false;
            _isWaiting = false;
        }
        else if (!_isWaiting)
        {
            _isWaiting = true;
            _waitingSince = _clock.GetTimestamp();
        }
        else
        {
            return _clock.GetElapsedTime(_waitingSince) > timeout;
        }

        // Idle streams stay so until they have records, also while nobody can read them.
        return _isIdle;
    }
}
