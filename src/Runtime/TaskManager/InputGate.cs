using Flink.Core.Operators;
using Flink.Core.Records;
using Flink.Runtime.Network;

namespace Flink.Runtime.TaskManager;

/// <summary>All the channels that a task reads, in turn, merged by input: watermarks, idleness, barriers and ends.</summary>
/// <remarks>On the task's thread only, but for what meters read.</remarks>
public sealed class InputGate
{
    private readonly Port[] _ports;
    private readonly Lane[] _lanes;
    private readonly Queue<CheckpointBarrier> _aligned = new();
    private int _next;
    private int _live;
    private ulong _liveInputs;
    private readonly bool _aligns;
    private CheckpointBarrier? _barrier;
    private long _newest;
    private int _awaited;

    /// <summary>A gate over the inputs of the head of a chain.</summary>
    /// <param name="channels">The channels of each input.</param>
    /// <param name="aligns">Whether a channel that has delivered its barrier waits for the others (exactly once), or is read on (at least once).</param>
    public InputGate(IReadOnlyList<IReadOnlyList<Channel>> channels, bool aligns = true)
    {
        _aligns = aligns;
        _ports = new Port[channels.Count];
        var lanes = new List<Lane>();
        for (var input = 0; input < channels.Count; input++)
        {
            _ports[input] = new Port(channels[input].Count);
            _liveInputs |= channels[input].Count > 0 ? 1UL << input : 0;
            for (var i = 0; i < channels[input].Count; i++)
            {
                lanes.Add(new Lane(channels[input][i], input, i));
            }
        }

        _lanes = [.. lanes];
        _live = _lanes.Length;
    }

    /// <summary>Records read so far.</summary>
    public long RecordsIn { get; private set; }

    /// <summary>The event time that all inputs have reached; <see cref="Watermark.Unset"/> before the first watermark. From any thread.</summary>
    public long InputWatermark
    {
        get
        {
            var time = Watermark.Max.Time;
            foreach (var port in _ports)
            {
                time = Math.Min(time, Volatile.Read(ref port.Time));
            }

            return time;
        }
    }

    /// <summary>Whether every channel has ended.</summary>
    public bool HasEnded => _live == 0;

    /// <summary>Connects the inputs; before the first <see cref="ProcessNext"/>.</summary>
    public void Connect(IReadOnlyList<IInput> inputs)
    {
        for (var i = 0; i < _ports.Length; i++)
        {
            _ports[i].Target = inputs[i];
        }
    }

    /// <summary>Processes the next element of any channel whose input is selected.</summary>
    /// <param name="selection">The inputs that the operator wants; an input that has ended does not count.</param>
    /// <param name="ended">Index of an input whose last channel ended with this element, else -1.</param>
    /// <returns>False when there was nothing.</returns>
    public bool ProcessNext(InputSelection selection, out int ended)
    {
        ended = -1;
        var wanted = selection.Mask & _liveInputs;
        if (wanted == 0)
        {
            wanted = _liveInputs;
        }

        for (var i = 0; i < _lanes.Length; i++)
        {
            var lane = _lanes[_next];
            _next = _next + 1 == _lanes.Length ? 0 : _next + 1;
            if (!lane.IsBlocked && (wanted >> lane.Input & 1) != 0 && lane.Channel.TryTake() is { } element)
            {
                ended = Process(lane, element);
                return true;
            }
        }

        return false;
    }

    /// <summary>Makes a barrier due that some channels may never deliver, since they end before it: once each channel has ended or delivered it.</summary>
    public void Expect(CheckpointBarrier barrier)
    {
        ArgumentNullException.ThrowIfNull(barrier);
        if (barrier.CheckpointId <= _newest || barrier.CheckpointId <= _barrier?.CheckpointId)
        {
            return;
        }

        Begin(barrier);
        if (_awaited == 0)
        {
            CompleteAlignment();
        }
    }

    /// <summary>Forgets the barrier of a checkpoint that was given up, and ignores those that still come.</summary>
    public void Abort(long checkpointId)
    {
        _newest = Math.Max(_newest, checkpointId);
        if (_barrier?.CheckpointId <= checkpointId)
        {
            _barrier = null;
            Release();
        }
    }

    /// <summary>The barrier for which every channel has been aligned, once.</summary>
    public bool TryTakeBarrier(out CheckpointBarrier? barrier) => _aligned.TryDequeue(out barrier);

    private int Process(Lane lane, StreamElement element)
    {
        var port = _ports[lane.Input];
        switch (element)
        {
            case Batch batch:
                RecordsIn += batch.Count;
                lane.Channel.Deliver(batch, port.Target);
                break;
            case Watermark watermark:
                port.Forward(port.Merger.Advance(lane.Index, watermark));
                break;
            case StreamStatus status:
                var (advanced, merged) = port.Merger.Change(lane.Index, status == StreamStatus.Idle);
                port.Forward(advanced);
                if (merged is not null)
                {
                    port.Target.Process(merged);
                }

                break;
            case LatencyMarker marker:
                port.Target.Process(marker);
                break;
            case CheckpointBarrier barrier:
                Align(lane, barrier);
                break;
            case EndOfInput:
                return End(lane, port) ? lane.Input : -1;
        }

        return -1;
    }

    private bool End(Lane lane, Port port)
    {
        lane.IsBlocked = true;
        lane.HasEnded = true;
        _live--;
        if (_barrier is not null && lane.Delivered != _barrier.CheckpointId && --_awaited == 0)
        {
            CompleteAlignment();
        }

        if (--port.Live > 0)
        {
            return false;
        }

        _liveInputs &= ~(1UL << lane.Input);
        return true;
    }

    // A channel that has delivered the barrier is not read until the others have: what follows belongs to the next checkpoint.
    private void Align(Lane lane, CheckpointBarrier barrier)
    {
        if (barrier.CheckpointId <= _newest || barrier.CheckpointId < _barrier?.CheckpointId)
        {
            // Of a checkpoint that was given up, or that a newer one has overtaken on another channel.
            return;
        }

        if (barrier.CheckpointId != _barrier?.CheckpointId)
        {
            Begin(barrier);
        }

        lane.Delivered = barrier.CheckpointId;
        lane.IsBlocked = _aligns;
        if (--_awaited == 0)
        {
            CompleteAlignment();
        }
    }

    private void Begin(CheckpointBarrier barrier)
    {
        Release();
        _barrier = barrier;
        _awaited = _live;
    }

    private void CompleteAlignment()
    {
        _newest = _barrier!.CheckpointId;
        _aligned.Enqueue(_barrier!);
        _barrier = null;
        Release();
    }

    private void Release()
    {
        foreach (var lane in _lanes)
        {
            lane.IsBlocked = lane.HasEnded;
        }
    }

    private sealed class Lane(Channel channel, int input, int index)
    {
        public Channel Channel { get; } = channel;

        public int Input { get; } = input;

        public int Index { get; } = index;

        public bool IsBlocked { get; set; }

        /// <summary>The newest checkpoint whose barrier it has delivered.</summary>
        public long Delivered { get; set; }

        public bool HasEnded { get; set; }
    }

    private sealed class Port(int channels)
    {
        public WatermarkMerger Merger { get; } = new(channels);

        public IInput Target { get; set; } = null!;

        public int Live { get; set; } = channels;

        /// <summary>The last watermark; written by the task, read by meters.</summary>
        public long Time = Watermark.Unset;

        public void Forward(Watermark? watermark)
        {
            if (watermark is not null)
            {
                Volatile.Write(ref Time, watermark.Time);
                Target.Process(watermark);
            }
        }
    }
}
