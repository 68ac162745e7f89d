using System.Reflection;
using Flink.Core.Functions;
using Flink.Streaming.Functions;

namespace Flink.Streaming.Tests.Functions;

public class KeyedRuntimeContextTests
{
    /// <summary>A member with a default is easily left out, and functions over keys would see the default.</summary>
    [Fact]
    public void Functions_over_keys_see_all_that_their_operator_sees()
    {
        var missing = typeof(RuntimeContext)
            .GetMethods(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)
            .Where(static method => method.IsVirtual && method.DeclaringType == typeof(RuntimeContext))
            .Where(static method => OverrideOf(method) is null)
            .Select(static method => method.Name);

        Assert.Empty(missing);
    }

    private static MethodInfo? OverrideOf(MethodInfo method) => typeof(KeyedRuntimeContext)
        .GetMethods(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)
        .FirstOrDefault(own => own.GetBaseDefinition() == method);
}
