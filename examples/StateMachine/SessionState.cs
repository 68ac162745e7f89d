namespace Flink.Examples.StateMachine;

/// <summary>How far the session of an address has come.</summary>
public enum SessionState
{
    /// <summary>There is none: where every address begins, and where sessions end.</summary>
    Idle,
    Connecting,
    Open,
    Busy,
}
