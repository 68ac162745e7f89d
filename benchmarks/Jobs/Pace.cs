using System.Diagnostics;
using Flink.Core.Sources;

namespace Flink.Benchmarks.Jobs;

/// <summary>The clock of a stream whose records each have a time at which they are due, whether or not anybody is ready for them (no coordinated omission).</summary>
/// <remarks>Event time is the time since <see cref="Start"/>. A thread of its own wakes the source, as a network would.</remarks>
/// <param name="perSecond">Records that become due in a second.</param>
internal sealed class Pace(long perSecond) : IDisposable
{
    private static readonly TimeSpan _tick = TimeSpan.FromMilliseconds(1);

    private readonly CancellationTokenSource _ended = new();
    private ISourceReaderContext? _reader;
    private Thread? _waker;
    private long _start;

    /// <summary>The pace of the job that runs; a program's closures travel, so its source finds it here.</summary>
    public static Pace? Current { get; set; }

    /// <summary>Records due since the start.</summary>
    public long Due => (long)(Stopwatch.GetElapsedTime(_start).TotalSeconds * perSecond);

    /// <summary>Nanoseconds since a point of event time in milliseconds was due.</summary>
    public double NanosecondsSince(long eventTime) => (Stopwatch.GetElapsedTime(_start) - TimeSpan.FromMilliseconds(eventTime)).TotalNanoseconds;

    /// <summary>Seconds since the start.</summary>
    public double Seconds => _start == 0 ? 0 : Stopwatch.GetElapsedTime(_start).TotalSeconds;

    /// <summary>The source runs: from now on records become due.</summary>
    public void Start(ISourceReaderContext reader)
    {
        _reader = reader;
        _start = Stopwatch.GetTimestamp();
        _waker = new Thread(WakeAtTicks) { IsBackground = true, Name = "pace" };
        _waker.Start();
    }

    public void Dispose()
    {
        _ended.Cancel();
        _waker?.Join();
        _ended.Dispose();
    }

    private void WakeAtTicks()
    {
        while (!_ended.IsCancellationRequested)
        {
            Thread.Sleep(_tick);
            _reader!.Wake();
        }
    }
}
