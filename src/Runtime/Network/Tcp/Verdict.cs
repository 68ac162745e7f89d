namespace Flink.Runtime.Network.Tcp;

/// <summary>What the answering side says of a connection. The numbers are the wire format.</summary>
internal enum Verdict : byte
{
    /// <summary>Nothing: the speaking side asks.</summary>
    None = 0,

    /// <summary>Frames may follow.</summary>
    Welcome = 1,

    /// <summary>There is a connection between the two already, or the answering side is about to make it.</summary>
    Duplicate = 2,

    /// <summary>The worker that is meant is not this one.</summary>
    WrongWorker = 3,

    /// <summary>Another worker of the same name is connected.</summary>
    NameTaken = 4,

    /// <summary>The versions of the protocol differ.</summary>
    WrongVersion = 5,
}
