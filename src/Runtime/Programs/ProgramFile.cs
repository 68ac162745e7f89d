namespace Flink.Runtime.Programs;

/// <summary>A file of a program as it was when the program was hashed.</summary>
/// <param name="Length">In bytes.</param>
/// <param name="Written">When it was last written to, in UTC.</param>
/// <param name="Content">Hash of its bytes.</param>
internal sealed record ProgramFile(long Length, DateTime Written, UInt128 Content);
