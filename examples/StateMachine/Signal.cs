namespace Flink.Examples.StateMachine;

/// <summary>What an address sends.</summary>
public enum Signal
{
    Connect,
    Accept,
    Refuse,
    Request,
    Data,
    Done,
    Close,

    /// <summary>Ends whatever there is.</summary>
    Reset,
}
