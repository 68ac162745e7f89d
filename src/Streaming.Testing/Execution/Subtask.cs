using Flink.Core.Graph;
using Flink.Core.Operators;
using Flink.Core.Operators.Fusion;
using Flink.Runtime.Network;

namespace Flink.Streaming.Testing.Execution;

/// <summary>One subtask of one operator.</summary>
internal sealed class Subtask
{
    private readonly List<Router> _routers = [];
    private ulong _liveInputs;

    public Subtask(HarnessJob job, PlannedOperator planned, int operatorIndex, int index)
    {
        (Planned, OperatorIndex, Index) = (planned, operatorIndex, index);
        Operator = planned.Node.ForSubtask().Factory.Create();
        var context = new SubtaskContext(job, planned, index, this);

        // The harness fuses nothing, so each fused operator has one step; what is fused already shares the context.
        (Operator as IFusedOperator)?.SetContexts([.. Enumerable.Repeat(context, FusedRun.MaxLength)]);
        Operator.Initialize(context);
        Ports = [.. planned.Node.Factory.InputTypes.Select((type, input) => InputPort.Of(type, Operator.Inputs[input], this, input))];
        _liveInputs = Ports.Length == 64 ? ulong.MaxValue : (1UL << Ports.Length) - 1;
    }

    public PlannedOperator Planned { get; }

    public int OperatorIndex { get; }

    public int Index { get; }

    public Operator Operator { get; }

    public InputPort[] Ports { get; }

    public SideSignals SideSignals { get; } = new();

    /// <summary>Whether all inputs have ended and the operator has finished.</summary>
    public bool HasEnded { get; private set; }

    /// <summary>Whether the operator reads an input now. As in the engine, one that wants only what has ended reads all that is left.</summary>
    public bool Accepts(int input)
    {
        var wanted = Operator.Selection.Mask & _liveInputs;
        return ((wanted == 0 ? _liveInputs : wanted) >> input & 1) != 0;
    }

    public void AddRouter(Router router) => _routers.Add(router);

    public void Connect()
    {
        var type = Planned.Node.Factory.OutputType ?? typeof(object);
        IInput[] sides = [.. _routers.Where(router => router.Tag is not null).Cast<IInput>(), SideSignals];
        Operator.Connect((IInput)(object)RecordPlumbing.For(type).CreateOutput([.. ReadersOf(null)], sides));
    }

    public IEnumerable<IInput> ReadersOf(OutputTag? tag) => _routers.Where(router => router.Tag == tag).Cast<IInput>();

    /// <summary>Reads what was kept back as far as the operator wants it now.</summary>
    public void DrainWaiting()
    {
        bool isProgress;
        do
        {
            isProgress = false;
            foreach (var port in Ports)
            {
                while (port.HasWaiting && Accepts(port.Input))
                {
                    port.RunNext();
                    isProgress = true;
                }
            }
        }
        while (isProgress);
    }

    public void EndInput(int input)
    {
        _liveInputs &= ~(1UL << input);
        Operator.EndInput(input);
        if (_liveInputs == 0)
        {
            Operator.Finish();
            HasEnded = true;
            _routers.ForEach(router => router.End());
        }
    }
}
