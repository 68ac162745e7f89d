using Flink.Core.Operators;
using Flink.Core.Records;

namespace Flink.Streaming.Testing.Execution;

/// <summary>What an operator said about time on its main output, for recorders of its side outputs: one that comes late is told what it missed.</summary>
internal sealed class SideSignals : IInput
{
    private readonly List<Action<IInput>> _history = [];
    private readonly List<IInput> _recorders = [];

    public void Attach(IInput recorder)
    {
        _recorders.Add(recorder);
        _history.ForEach(signal => signal(recorder));
    }

    public void Process(Watermark watermark) => Send(input => input.Process(watermark));

    public void Process(StreamStatus status) => Send(input => input.Process(status));

    public void Process(LatencyMarker marker) => Send(input => input.Process(marker));

    private void Send(Action<IInput> signal)
    {
        _history.Add(signal);
        _recorders.ForEach(signal);
    }
}
