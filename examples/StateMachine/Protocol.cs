using static Flink.Examples.StateMachine.SessionState;

namespace Flink.Examples.StateMachine;

/// <summary>The rules that all addresses should follow.</summary>
public static class Protocol
{
    /// <summary>The state after a signal; null when it must not come in this state.</summary>
    public static SessionState? Next(SessionState state, Signal signal) => (state, signal) switch
    {
        (Idle, Signal.Connect) => Connecting,
        (Connecting, Signal.Accept) => Open,
        (Connecting, Signal.Refuse) => Idle,
        (Open, Signal.Request) => Busy,
        (Open, Signal.Close) => Idle,
        (Busy, Signal.Data) => Busy,
        (Busy, Signal.Done) => Open,
        (_, Signal.Reset) => Idle,
        _ => null,
    };
}
