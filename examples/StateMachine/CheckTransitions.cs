using Flink.Core.Functions;
using Flink.Core.State;

namespace Flink.Examples.StateMachine;

/// <summary>Follows the session of each address, which is the key, and gives an alert for each signal that is against the rules.</summary>
public sealed class CheckTransitions : IFlatMapFunction<Event, Alert>, IRichFunction
{
    private IValueState<SessionState> _state = null!;

    public void Open(RuntimeContext context) => _state = context.GetState(new ValueStateDescriptor<SessionState>("session"));

    public void FlatMap<TCollector>(in Event record, ref TCollector output)
        where TCollector : struct, ICollector<Alert>, allows ref struct
    {
        var state = _state.Value; // Idle where there is none
        var next = Protocol.Next(state, record.Signal);
        if (next is null)
        {
            output.Collect(new Alert(record.Address, state, record.Signal));
        }
        else if (next == SessionState.Idle)
        {
            _state.Clear();
        }
        else
        {
            _state.Update(next.Value);
        }
    }

    public void Close()
    {
    }
}
