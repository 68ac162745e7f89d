namespace Flink.Core.Closures;

/// <summary>The first byte of an object's header: part of the format.</summary>
internal enum NodeCode : byte
{
    /// <summary>An object or boxed struct, field by field.</summary>
    Object = 1,

    /// <summary>An array.</summary>
    Array = 2,

    /// <summary>A delegate whose targets are there before anything is filled.</summary>
    Delegate = 3,

    /// <summary>A delegate that is bound to something that is made in its turn.</summary>
    LateDelegate = 4,

    /// <summary>A boxed number or value of .NET.</summary>
    Value = 5,

    /// <summary>A collection of .NET.</summary>
    Collection = 6,

    /// <summary>The first of the leaves.</summary>
    Text = 16,
    Type = 17,
    Method = 18,
    Field = 19,
    Property = 20,
    Uri = 21,
    Regex = 22,
    Culture = 23,
    Encoding = 24,
    Comparer = 25,
    Version = 26,
    TextBuilder = 27,
    Address = 28,
    EndPoint = 29,
    TimeZone = 30,
    Bits = 31,
    DatabaseNull = 32,
    JsonNames = 33,
    JsonEncoder = 34,
}
