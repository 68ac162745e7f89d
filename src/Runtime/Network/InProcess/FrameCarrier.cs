using Flink.Runtime.Network.Remote;
using Flink.Runtime.Network.Wire;
using Flink.Runtime.Scheduling;

namespace Flink.Runtime.Network.InProcess;

/// <summary>Carries frames in one direction between two workers of one process: what a socket and two threads do elsewhere.</summary>
/// <param name="from">Whose frames it takes.</param>
/// <param name="to">Who gets them.</param>
/// <param name="pool">Where the frames' arrays go back to.</param>
/// <param name="clock">For delays.</param>
/// <param name="delay">How long a frame is under way; null for not at all.</param>
internal sealed class FrameCarrier(PeerLink from, PeerLink to, BufferPool pool, TimeProvider clock, Func<TimeSpan>? delay) : Tasklet
{
    private Queue<Frame> _frames = new();
    private Frame? _late;
    private volatile bool _isDue;
    private ITimer? _timer;

    /// <inheritdoc/>
    public override string Name => $"frames to {from.Peer}";

    /// <inheritdoc/>
    protected internal override TaskletStatus Run(long deadline)
    {
        if (_late is { } late)
        {
            if (!_isDue)
            {
                return TaskletStatus.Parked;
            }

            _late = null;
            return Pass(late);
        }

        if (_frames.Count == 0)
        {
            if (from.Outgoing.Take(_frames, waits: false) is not { } frames)
            {
                return TaskletStatus.Done;
            }

            _frames = frames;
        }

        if (!_frames.TryDequeue(out var frame))
        {
            return TaskletStatus.Parked;
        }

        if (delay?.Invoke() is { Ticks: > 0 } time)
        {
            // The next one waits behind it.
            (_late, _isDue) = (frame, false);
            _timer?.Dispose();
            _timer = clock.CreateTimer(static carrier => ((FrameCarrier)carrier!).Arrive(), this, time, Timeout.InfiniteTimeSpan);
            return TaskletStatus.Parked;
        }

        return Pass(frame);
    }

    private void Arrive()
    {
        _isDue = true;
        Wake();
    }

    private TaskletStatus Pass(Frame frame)
    {
        try
        {
            Deliver(frame);
        }
        catch (ProtocolException e)
        {
            from.Fail(e.Message, e);
            to.Fail(e.Message, e);
        }

        pool.Return(frame.Buffer);
        return TaskletStatus.Ready;
    }

    private void Deliver(Frame frame)
    {
        if (to.HasFailed)
        {
            return;
        }

        var header = FrameHeader.Read(frame.Span);
        var payload = header.Length == 0 ? [] : to.BufferFor(in header);
        frame.Span[FrameHeader.Size..].CopyTo(payload);
        to.Receive(in header, payload);
    }
}
