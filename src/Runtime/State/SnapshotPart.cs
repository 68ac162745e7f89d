namespace Flink.Runtime.State;

/// <summary>The form of an operator's stored state: a version (4 bytes), then parts to the end. Written by <see cref="PartWriter"/>.</summary>
/// <remarks>
/// A part is its kind (1), the number of a name (4), a key group (4; 0 where there is none), the length of its content (4), the content. Numbers are
/// little-endian. An entry is in as many parts as its writer needed: nobody has to know its length, or how many there will be, when it begins.
/// </remarks>
internal static class SnapshotPart
{
    /// <summary>The version of the form. Version 1 had entries with counts and lengths before them.</summary>
    public const int Version = 2;

    public const int HeaderSize = 13;

    /// <summary>The content is the name with that number; the first one has number 0.</summary>
    public const byte Name = 0;

    /// <summary>How the entries of the name are written.</summary>
    public const byte Schema = 1;

    /// <summary>Begins an operator entry.</summary>
    public const byte OperatorEntry = 2;

    /// <summary>Goes on with the operator entry of the name that began last.</summary>
    public const byte OperatorRest = 3;

    /// <summary>Begins the entry of a key group, or goes on with it.</summary>
    public const byte KeyedEntry = 4;
}
