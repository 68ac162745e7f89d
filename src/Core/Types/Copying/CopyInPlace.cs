namespace Flink.Core.Types.Copying;

/// <summary>Replaces what a location refers to by a deep copy; the location starts as a plain copy of the original.</summary>
internal delegate void CopyInPlace<T>(ref T location, CopyContext context);
