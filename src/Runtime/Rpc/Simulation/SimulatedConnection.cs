using Flink.Runtime.Rpc.Links;

namespace Flink.Runtime.Rpc.Simulation;

/// <summary>A connection between two processes: frames arrive in order and after a while, or not at all.</summary>
internal sealed class SimulatedConnection
{
    private static readonly TimeSpan RetryOfDial = TimeSpan.FromMilliseconds(500);

    private readonly Direction _out;
    private readonly Direction _back;
    private readonly SimulatedNetwork _network;
    private SimulatedLink? _caller;
    private SimulatedLink? _callee;
    private bool _isRemoved;

    /// <summary>A connection that is not made yet.</summary>
    public SimulatedConnection(SimulatedNetwork network)
    {
        _network = network;
        _out = new Direction(Deliver, Receive);
        _back = new Direction(Deliver, Receive);
    }

    /// <summary>Whether it runs between two processes, in either direction.</summary>
    public bool IsBetween(SimulatedProcess a, SimulatedProcess b) =>
        (_caller?.Process == a && _callee?.Process == b) || (_caller?.Process == b && _callee?.Process == a);

    /// <summary>Its place in the order in which connections were begun.</summary>
    public long Number { get; private set; }

    /// <summary>The process at the other end; null when the connection is not made yet.</summary>
    public SimulatedProcess? Other(SimulatedProcess process) => (_caller?.Process == process ? _callee : _caller)?.Process;

    /// <summary>Begins to make the connection.</summary>
    public void Dial(SimulatedLink caller)
    {
        _caller = caller;
        Number = _network.NextConnection();
        caller.Process.Connections.Add(this);
        _network.Schedule(_network.Chance(), null, Arrive);
        _network.Schedule(_network.Settings.Patience, caller.Process, () =>
        {
            if (_callee is null)
            {
                caller.Fail(new EndpointUnreachableException($"Process {caller.Remote} does not answer."));
            }
        });
    }

    /// <summary>Sends a frame from one end to the other.</summary>
    public void Send(SimulatedLink from, Frame frame)
    {
        var carried = _network.Settings.Codec is { } codec ? SimulatedLink.Carry(frame, codec) : Plain(frame);
        var direction = from == _caller ? _out : _back;
        direction.Frames.Enqueue(carried);
        if (_callee is not null)
        {
            ScheduleDelivery(direction);
        }
    }

    /// <summary>One end has failed or was closed; the other finds out behind what was sent before.</summary>
    public void Close(SimulatedLink end)
    {
        if (end == _caller && _callee is null)
        {
            Remove();
            return;
        }

        Notify(end == _caller ? _out : _back, new EndpointUnreachableException($"Process {end.Process.Address} closed the connection."));
    }

    /// <summary>One end notices that the connection is gone; what was under way is lost.</summary>
    /// <param name="process">Whose end.</param>
    /// <param name="delay">How much later.</param>
    /// <param name="reason">What it is told.</param>
    public void Break(SimulatedProcess process, TimeSpan delay, string reason)
    {
        var end = _caller?.Process == process ? _caller : _callee;
        if (end is null)
        {
            return;
        }

        (end == _caller ? _back : _out).IsBroken = true;
        _network.Schedule(delay, process, () => end.Fail(new EndpointUnreachableException(reason)));
    }

    /// <summary>Both ends notice that the connection is gone, which it is for both processes.</summary>
    public void BreakAll(string reason)
    {
        Break(_caller!.Process, TimeSpan.Zero, reason);
        if (_callee is not null)
        {
            Break(_callee.Process, TimeSpan.Zero, reason);
        }

        Remove();
    }

    /// <summary>The way between the processes is free again: what waited goes on.</summary>
    public void GoOn()
    {
        foreach (var direction in (ReadOnlySpan<Direction>)[_out, _back])
        {
            for (; direction.Held > 0; direction.Held--)
            {
                ScheduleDelivery(direction);
            }
        }
    }

    /// <summary>It counts for neither process any more.</summary>
    public void Remove()
    {
        _caller?.Process.Connections.Remove(this);
        _callee?.Process.Connections.Remove(this);
        _isRemoved = true;
    }

    private void Arrive()
    {
        var caller = _caller!;
        if (!caller.Process.IsAlive || caller.Failure is not null)
        {
            return;
        }

        if (_network.IsCut(caller.Process.Address, caller.Remote))
        {
            _network.Schedule(RetryOfDial, null, Arrive);
            return;
        }

        if (_network.Find(caller.Remote) is not { } target)
        {
            _network.Schedule(_network.Chance(), caller.Process, () => caller.Fail(
                new EndpointUnreachableException($"Nobody listens at {caller.Remote}.")));
            return;
        }

        _network.Schedule(TimeSpan.Zero, target, () => Accept(target));
    }

    private void Accept(SimulatedProcess target)
    {
        // It may have been given up, or be a try of a process that is gone.
        if (_callee is not null || _caller!.Failure is not null || !_caller.Process.IsAlive)
        {
            return;
        }

        _network.Note(target, $"accepts {_caller.Process}");
        _callee = target.Accept(this, _caller.Process);
        if (!_isRemoved)
        {
            target.Connections.Add(this);
        }

        _network.Schedule(_network.Chance(), _caller.Process, () => _caller.Incarnation = target.Incarnation);
        for (var i = _out.Frames.Count; i > 0; i--)
        {
            ScheduleDelivery(_out);
        }
    }

    private void ScheduleDelivery(Direction direction)
    {
        // Behind what was sent before, however long that is under way.
        var time = _network.Now + _network.Chance();
        direction.Last = time > direction.Last ? time : direction.Last + TimeSpan.FromTicks(1);
        _network.Schedule(direction.Last - _network.Now, null, direction.Deliver);
    }

    private void Deliver(Direction direction)
    {
        var receiver = direction == _out ? _callee! : _caller!;
        if (direction.IsBroken)
        {
            return;
        }

        if (_network.IsCut(receiver.Process.Address, receiver.Remote))
        {
            direction.Held++;
            return;
        }

        direction.Arrived.Enqueue(direction.Frames.Dequeue());
        _network.Schedule(TimeSpan.Zero, receiver.Process, direction.Receive);
    }

    private void Receive(Direction direction)
    {
        var receiver = direction == _out ? _callee! : _caller!;
        if (direction.Arrived.Dequeue() is not { } frame)
        {
            receiver.Fail(direction.Reason!);
            Remove();
        }
        else if (receiver.Failure is null)
        {
            _network.Note(receiver.Process, $"<- {receiver.Remote} {new FrameText(frame)}");
            receiver.Receive(frame);
        }
    }

    private void Notify(Direction direction, RpcException reason)
    {
        direction.Reason = reason;
        direction.Frames.Enqueue(null);
        ScheduleDelivery(direction);
    }

    // The side that reads an answer does not see the question.
    private static Frame Plain(Frame frame) => frame is ReplyFrame reply ? reply with { Question = null } : frame;

    private sealed class Direction
    {
        public Direction(Action<Direction> deliver, Action<Direction> receive)
        {
            Deliver = () => deliver(this);
            Receive = () => receive(this);
        }

        /// <summary>What is under way; null is the notice that the sending end is closed.</summary>
        public Queue<Frame?> Frames { get; } = new();

        /// <summary>What has come, until its process reads it.</summary>
        public Queue<Frame?> Arrived { get; } = new();

        /// <summary>The event in which the next frame comes. One for all of them.</summary>
        public Action Deliver { get; }

        /// <summary>The event in which the next frame that has come is read.</summary>
        public Action Receive { get; }

        public TimeSpan Last { get; set; }

        /// <summary>Deliveries that wait for the way to be free again.</summary>
        public int Held { get; set; }

        public bool IsBroken { get; set; }

        public RpcException? Reason { get; set; }
    }
}
