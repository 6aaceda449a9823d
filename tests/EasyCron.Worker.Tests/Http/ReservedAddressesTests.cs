using System.Net;
using EasyCron.Worker.Http;
using FsCheck;
using FsCheck.Fluent;

namespace EasyCron.Worker.Tests.Http;

[Parallelizable(ParallelScope.All)]
public class ReservedAddressesTests
{
    [Test]
    public void D25_no_mapped_compatible_or_translated_IPv4_address_is_public() =>
        Prop.ForAll<uint>(number =>
        {
            byte[] four = BitConverter.GetBytes(number);
            return Refused([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, .. four])
                && Refused([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, .. four])
                && Refused([0, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0, .. four])
                && Refused([0x20, 0x02, .. four, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]);
        }).QuickCheckThrowOnFailure();

    [Test]
    public void D25_no_IPv6_address_outside_global_unicast_is_public() =>
        Prop.ForAll<Guid>(guid =>
        {
            byte[] bytes = guid.ToByteArray();
            return bytes[0] >> 5 == 1 || Refused(bytes);
        }).QuickCheckThrowOnFailure();

    private static bool Refused(byte[] address) => ReservedAddresses.Contains(new IPAddress(address));
}
