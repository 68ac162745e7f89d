using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Flink.Runtime.Metrics;

/// <summary>What a process uses, under Flink's names; JVM in them means the .NET runtime.</summary>
/// <remarks>Heap is what the garbage collector manages; what the process holds beside it is NonHeap.</remarks>
public sealed class ProcessMetrics : IDisposable
{
    private readonly Meter _meter;
    private readonly TimeProvider _clock;
    private readonly KeyValuePair<string, object?>[] _process;
    private long _loadSince;
    private TimeSpan _loadCpu;
    private TimeSpan _paused = GC.GetTotalPauseDuration();
    private double _load;
    private double _pauses;

    /// <summary>Offers the metrics of this process until it is disposed.</summary>
    /// <param name="scope">What the process is: <see cref="MetricScopes.JobManager"/> or <see cref="MetricScopes.TaskManager"/>.</param>
    /// <param name="clock">For rates.</param>
    /// <param name="process">Tags that tell the process from others.</param>
    public ProcessMetrics(string scope, TimeProvider clock, params KeyValuePair<string, object?>[] process)
    {
        ArgumentNullException.ThrowIfNull(clock);
        _clock = clock;
        _process = process;
        _meter = new Meter(new MeterOptions(TaskMetrics.MeterName) { Scope = scope });
        _loadSince = clock.GetTimestamp();
        _loadCpu = Environment.CpuUsage.TotalTime;
        _meter.CreateObservableGauge("Status.JVM.CPU.Load", () => new Measurement<double>(Lately().Load, _process), null, "Part of all processors that the process used lately.");
        Gauge("Status.JVM.CPU.Time", static () => (long)Environment.CpuUsage.TotalTime.TotalNanoseconds, "Nanoseconds of processor time.");
        Gauge("Status.JVM.Memory.Heap.Used", static () => GC.GetTotalMemory(false), "Bytes of objects on the heap.");
        Gauge("Status.JVM.Memory.Heap.Committed", static () => GC.GetGCMemoryInfo().TotalCommittedBytes, "Bytes that the heap has.");
        Gauge("Status.JVM.Memory.Heap.Max", static () => GC.GetGCMemoryInfo().TotalAvailableMemoryBytes, "Bytes that the heap may have.");
        Gauge("Status.JVM.Memory.NonHeap.Used", NonHeap, "Bytes that the process holds beside its heap.");
        Gauge("Status.JVM.Memory.NonHeap.Committed", NonHeap, "Bytes that the process holds beside its heap.");
        Gauge("Status.JVM.GarbageCollector.All.Count", static () => GC.CollectionCount(0), "Collections of any generation.");
        Gauge("Status.JVM.GarbageCollector.All.Time", static () => (long)GC.GetTotalPauseDuration().TotalMilliseconds, "Milliseconds that collections stopped the process.");
        _meter.CreateObservableGauge(
            "Status.JVM.GarbageCollector.All.TimeMsPerSecond", () => new Measurement<double>(Lately().Pauses, _process), null, "Milliseconds of each second that collections stopped the process lately.");
        Gauge("Status.JVM.Threads.Count", static () => Threads(), "Threads.");
        if (OperatingSystem.IsLinux())
        {
            Gauge("Status.JVM.FileDescriptor.Open", static () => Directory.GetFiles("/proc/self/fd").Length, "Files and sockets that are open.");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();

    private static long NonHeap() => Math.Max(0, Environment.WorkingSet - GC.GetGCMemoryInfo().TotalCommittedBytes);

    private static long Threads()
    {
        using var process = Process.GetCurrentProcess();
        return process.Threads.Count;
    }

    private void Gauge(string name, Func<long> read, string description) =>
        _meter.CreateObservableGauge(name, () => new Measurement<long>(read(), _process), null, description);

    // Between two looks that are a second apart at least, so that several who look do not disturb each other.
    private (double Load, double Pauses) Lately()
    {
        lock (_meter)
        {
            var now = _clock.GetTimestamp();
            var passed = _clock.GetElapsedTime(_loadSince, now);
            if (passed >= TimeSpan.FromSeconds(1))
            {
                var used = Environment.CpuUsage.TotalTime;
                _load = (used - _loadCpu) / passed / Environment.ProcessorCount;
                var paused = GC.GetTotalPauseDuration();
                _pauses = (paused - _paused).TotalMilliseconds / passed.TotalSeconds;
                (_loadSince, _loadCpu, _paused) = (now, used, paused);
            }

            return (_load, _pauses);
        }
    }
}
