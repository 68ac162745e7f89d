using System.Runtime.Loader;
using Flink.Core.Closures;

namespace Flink.Core.Tests.Closures;

/// <summary>Sends something and takes it in again, as another process would.</summary>
internal static class Travel
{
    public static readonly TypeResolver Here = TypeResolver.In(AssemblyLoadContext.GetLoadContext(typeof(Travel).Assembly)!);

    public static T Of<T>(T value) => (T)ClosureSerializer.Read(ClosureSerializer.Write(value, "Test").Bytes, Here)!;

    public static ClosureException Refused(object value) =>
        Assert.Throws<ClosureException>(() => ClosureSerializer.Write(value, "Operator 'Map'"));
}
